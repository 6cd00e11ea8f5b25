import type { MigrationInterface, QueryRunner } from 'typeorm';

const ID = 'CHAR(30) CHARACTER SET ascii COLLATE ascii_bin';
const ascii = (length: number): string => `VARCHAR(${length}) CHARACTER SET ascii COLLATE ascii_bin`;
const TABLE = 'ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci';

/** Exports as jobs, bulk operations, uploaded images. */
export class CatalogMedia1700000024000 implements MigrationInterface {
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
    await runner.query(`CREATE TABLE IF NOT EXISTS catalog_media (
      id ${ID} NOT NULL,
      status ${ascii(16)} NOT NULL,
      type ${ascii(8)} NOT NULL,
      width INT NOT NULL,
      height INT NOT NULL,
      size INT NOT NULL,
      checksum ${ascii(64)} NULL,
      file_name VARCHAR(255) NOT NULL,
      version INT NOT NULL DEFAULT 1,
      attempts INT NOT NULL DEFAULT 0,
      lease_until DATETIME(3) NOT NULL,
      created_by ${ID} NULL,
      created_at DATETIME(3) NOT NULL,
      PRIMARY KEY (id),
      UNIQUE KEY catalog_media_checksum (checksum),
      KEY catalog_media_queue (status, lease_until),
      CONSTRAINT catalog_media_status_check CHECK (status IN ('uploading', 'pending', 'ready', 'failed', 'deleting')),
      CONSTRAINT catalog_media_measures_check CHECK (width > 0 AND height > 0 AND size > 0)
    ) ${TABLE}`);
    const [column] = (await runner.query(`SHOW COLUMNS FROM catalog_image LIKE 'media_id'`)) as unknown[];
    if (!column) await runner.query(`ALTER TABLE catalog_image ADD COLUMN media_id ${ID} NULL, ADD KEY catalog_image_media (media_id)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE catalog_image DROP KEY catalog_image_media, DROP COLUMN media_id');
    await runner.query('DROP TABLE IF EXISTS catalog_media');
    await runner.query('DROP TABLE IF EXISTS catalog_bulk_done');
    await runner.query('DROP TABLE IF EXISTS catalog_export');
  }
}
