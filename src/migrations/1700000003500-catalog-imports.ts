import type { MigrationInterface, QueryRunner } from 'typeorm';

const TABLE = 'ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci';
const ascii = (length: number): string => `VARCHAR(${length}) CHARACTER SET ascii COLLATE ascii_bin`;
const ID = 'CHAR(30) CHARACTER SET ascii COLLATE ascii_bin';

const TABLES: readonly string[] = [
  `CREATE TABLE IF NOT EXISTS catalog_import (
    id ${ID} NOT NULL,
    status ${ascii(16)} NOT NULL,
    format ${ascii(32)} NOT NULL,
    dry_run TINYINT NOT NULL,
    currency CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    file_name VARCHAR(255) NOT NULL,
    file_size INT NOT NULL,
    total INT NULL,
    processed INT NOT NULL DEFAULT 0,
    created INT NOT NULL DEFAULT 0,
    updated INT NOT NULL DEFAULT 0,
    skipped INT NOT NULL DEFAULT 0,
    failed INT NOT NULL DEFAULT 0,
    problems INT NOT NULL DEFAULT 0,
    attempts INT NOT NULL DEFAULT 0,
    claimed_by ${ascii(64)} NULL,
    lease_until DATETIME(3) NULL,
    created_by ${ID} NULL,
    created_at DATETIME(3) NOT NULL,
    started_at DATETIME(3) NULL,
    finished_at DATETIME(3) NULL,
    PRIMARY KEY (id),
    UNIQUE KEY catalog_import_claim (claimed_by),
    KEY catalog_import_queue (status, id),
    CONSTRAINT catalog_import_status_check CHECK (status IN ('pending', 'running', 'completed', 'failed')),
    CONSTRAINT catalog_import_counts_check CHECK (
      created >= 0 AND updated >= 0 AND skipped >= 0 AND failed >= 0 AND processed = created + updated + skipped + failed
    )
  ) ${TABLE}`,
  `CREATE TABLE IF NOT EXISTS catalog_import_chunk (
    import_id ${ID} NOT NULL,
    position INT NOT NULL,
    bytes MEDIUMBLOB NOT NULL,
    created_at DATETIME(3) NOT NULL,
    PRIMARY KEY (import_id, position),
    KEY catalog_import_chunk_age (created_at)
  ) ${TABLE}`,
  `CREATE TABLE IF NOT EXISTS catalog_import_problem (
    import_id ${ID} NOT NULL,
    position INT NOT NULL,
    line INT NOT NULL,
    problem VARCHAR(1000) NOT NULL,
    PRIMARY KEY (import_id, position),
    CONSTRAINT catalog_import_problem_import_fk FOREIGN KEY (import_id) REFERENCES catalog_import (id) ON DELETE CASCADE ON UPDATE NO ACTION
  ) ${TABLE}`,
];

export class CatalogImports1700000003500 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const table of TABLES) await runner.query(table);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['catalog_import_problem', 'catalog_import_chunk', 'catalog_import'])
      await runner.query(`DROP TABLE IF EXISTS ${table}`);
  }
}
