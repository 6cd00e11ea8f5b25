import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Whose payment is late is announced once; null says that it was not. The default is for whoever does not know of the column: orders from before, and
 * those of processes of the release before, were told of when they were placed.
 */
export class LatePayments1700000034000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    if (await runner.hasColumn('orders_order', 'late_announced_at')) return;
    await runner.query('ALTER TABLE orders_order ADD COLUMN late_announced_at DATETIME(3) NULL DEFAULT CURRENT_TIMESTAMP(3)');
  }

  async down(runner: QueryRunner): Promise<void> {
    if (await runner.hasColumn('orders_order', 'late_announced_at'))
      await runner.query('ALTER TABLE orders_order DROP COLUMN late_announced_at');
  }
}
