import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who leases several rows in one statement tells by it which are theirs. */
export class OutboxLease1700000032000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    if (await runner.hasColumn('platform_outbox', 'lease')) return;
    await runner.query(
      'ALTER TABLE platform_outbox ADD COLUMN lease CHAR(30) CHARACTER SET ascii COLLATE ascii_bin NULL AFTER occurred_at',
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    if (await runner.hasColumn('platform_outbox', 'lease')) await runner.query('ALTER TABLE platform_outbox DROP COLUMN lease');
  }
}
