import type { MigrationInterface, QueryRunner } from 'typeorm';

const ID = 'CHAR(30) CHARACTER SET ascii COLLATE ascii_bin';
const ascii = (length: number): string => `VARCHAR(${length}) CHARACTER SET ascii COLLATE ascii_bin`;
const TABLE = 'ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci';

export class CatalogExports1700000024000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE IF NOT EXISTS catalog_export (
      id ${ID} NOT NULL,
      status ${ascii(16)} NOT NULL,
      format ${ascii(32)} NOT NULL,
      total INT NULL,
      processed INT NOT NULL DEFAULT 0,
      file_size BIGINT NULL,
      file_id ${ID} NULL,
      attempts INT NOT NULL DEFAULT 0,
      claimed_by ${ascii(64)} NULL,
      lease_until DATETIME(3) NULL,
      created_by ${ID} NULL,
      created_at DATETIME(3) NOT NULL,
      started_at DATETIME(3) NULL,
      finished_at DATETIME(3) NULL,
      PRIMARY KEY (id),
      UNIQUE KEY catalog_export_claim (claimed_by),
      KEY catalog_export_queue (status, id),
      CONSTRAINT catalog_export_status_check CHECK (status IN ('pending', 'running', 'completed', 'failed')),
      CONSTRAINT catalog_export_file_check CHECK (status <> 'completed' OR (file_id IS NOT NULL AND file_size IS NOT NULL))
    ) ${TABLE}`);
    await runner.query(`CREATE TABLE IF NOT EXISTS catalog_bulk_done (
      request_key ${ascii(64)} NOT NULL,
      position INT NOT NULL,
      status SMALLINT NOT NULL,
      product_id ${ID} NOT NULL,
      version INT NOT NULL,
      created_at DATETIME(3) NOT NULL,
      PRIMARY KEY (request_key, position),
      KEY catalog_bulk_done_age (created_at)
    ) ${TABLE}`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE IF EXISTS catalog_bulk_done');
    await runner.query('DROP TABLE IF EXISTS catalog_export');
  }
}
