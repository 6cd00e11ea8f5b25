import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What staff need to find a key and to see who used it where. Keys from before are found by their text alone. */
export class IdempotencyLookup1700000001500 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      ALTER TABLE platform_idempotency
        ADD COLUMN id CHAR(30) CHARACTER SET ascii COLLATE ascii_bin NULL FIRST,
        ADD COLUMN caller_kind VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'unknown' AFTER idempotency_key,
        ADD COLUMN account_id CHAR(30) CHARACTER SET ascii COLLATE ascii_bin NULL AFTER caller_kind,
        ADD COLUMN method VARCHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '' AFTER account_id,
        ADD COLUMN route VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '' AFTER method,
        ADD UNIQUE KEY platform_idempotency_id (id),
        ADD KEY platform_idempotency_key (idempotency_key),
        ADD KEY platform_idempotency_lease (status, lease_until)`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      ALTER TABLE platform_idempotency
        DROP KEY platform_idempotency_lease, DROP KEY platform_idempotency_key, DROP KEY platform_idempotency_id,
        DROP COLUMN route, DROP COLUMN method, DROP COLUMN account_id, DROP COLUMN caller_kind, DROP COLUMN id`);
  }
}
