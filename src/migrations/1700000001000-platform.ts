import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Platform1700000001000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE platform_outbox (
        id BIGINT NOT NULL AUTO_INCREMENT,
        event_id CHAR(30) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
        type VARCHAR(100) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
        listener VARCHAR(100) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
        payload JSON NOT NULL,
        status VARCHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'pending',
        attempts INT NOT NULL DEFAULT 0,
        available_at DATETIME(3) NOT NULL,
        occurred_at DATETIME(3) NOT NULL,
        last_error MEDIUMTEXT NULL,
        PRIMARY KEY (id),
        KEY platform_outbox_due (status, available_at, id)
      ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci`);
    await queryRunner.query(`
      CREATE TABLE platform_idempotency (
        scope CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
        idempotency_key VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
        fingerprint VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
        status VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
        fence INT NOT NULL DEFAULT 1,
        lease_until DATETIME(3) NOT NULL,
        answer_status INT NULL,
        answer_headers JSON NULL,
        answer_body MEDIUMTEXT NULL,
        created_at DATETIME(3) NOT NULL,
        expires_at DATETIME(3) NOT NULL,
        PRIMARY KEY (scope),
        KEY platform_idempotency_expiry (expires_at)
      ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE platform_idempotency');
    await queryRunner.query('DROP TABLE platform_outbox');
  }
}
