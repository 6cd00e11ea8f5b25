import type { MigrationInterface, QueryRunner } from 'typeorm';

const COLUMN = 'ADD COLUMN withdrawn INT NOT NULL DEFAULT 0';

/**
 * Units whose money goes back before they are sent. Refunds from before did not say which units they were for: those that were sent are counted first,
 * as they were until now. Of several that are pending the newest is taken for the one whose units were not sent.
 */
export class WithdrawnUnits1700000035000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const table of ['orders_line', 'orders_refund_line'])
      if (!(await runner.hasColumn(table, 'withdrawn'))) await runner.query(`ALTER TABLE ${table} ${COLUMN}`);
    await runner.query('UPDATE orders_line SET withdrawn = refunded - fulfilled WHERE refunded > fulfilled AND withdrawn = 0');
    await runner.query(
      `UPDATE orders_refund_line r JOIN orders_line l ON l.id = r.line_id
       JOIN (SELECT p.line_id, MAX(p.refund_id) AS refund_id FROM orders_refund_line p JOIN orders_refund f ON f.id = p.refund_id AND f.state = 'pending'
             GROUP BY p.line_id) newest ON newest.line_id = r.line_id AND newest.refund_id = r.refund_id
       SET r.withdrawn = LEAST(r.quantity, l.withdrawn) WHERE l.withdrawn > 0`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['orders_refund_line', 'orders_line'])
      if (await runner.hasColumn(table, 'withdrawn')) await runner.query(`ALTER TABLE ${table} DROP COLUMN withdrawn`);
  }
}
