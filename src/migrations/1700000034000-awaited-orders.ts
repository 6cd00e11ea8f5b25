import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Whose payment is waited for is announced once. Orders from before were told of when they were placed. */
export class AwaitedOrders1700000034000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    if (await exists(runner)) return;
    await runner.query('ALTER TABLE orders_order ADD COLUMN awaited_at DATETIME(3) NULL');
    await runner.query("UPDATE orders_order SET awaited_at = placed_at WHERE status = 'pending_payment'");
  }

  async down(runner: QueryRunner): Promise<void> {
    if (await exists(runner)) await runner.query('ALTER TABLE orders_order DROP COLUMN awaited_at');
  }
}

async function exists(runner: QueryRunner): Promise<boolean> {
  const rows: readonly unknown[] = await runner.query(
    "SELECT 1 FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'orders_order' AND column_name = 'awaited_at'",
  );
  return rows.length > 0;
}
