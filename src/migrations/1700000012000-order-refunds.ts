import type { MigrationInterface, QueryRunner } from 'typeorm';

const TABLE = 'ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci';
const ASCII = 'CHARACTER SET ascii COLLATE ascii_bin';
const ID = `CHAR(30) ${ASCII}`;

const LINE = `ALTER TABLE orders_line
  ADD COLUMN refunded INT NOT NULL DEFAULT 0 AFTER fulfilled,
  ADD COLUMN refunded_amount BIGINT NOT NULL DEFAULT 0 AFTER refunded,
  ADD CONSTRAINT orders_line_refunded CHECK (
    refunded >= 0 AND refunded <= quantity AND refunded_amount >= 0 AND refunded_amount <= total)`;

const ORDER = `ALTER TABLE orders_order
  ADD COLUMN shipping_refunded TINYINT NOT NULL DEFAULT 0 AFTER shipping_tax`;

const REFUND = `
  CREATE TABLE IF NOT EXISTS orders_refund (
    id ${ID} NOT NULL,
    order_id ${ID} NOT NULL,
    payment_id ${ID} NOT NULL,
    amount BIGINT NOT NULL,
    tax BIGINT NOT NULL,
    shipping BIGINT NOT NULL,
    with_shipping TINYINT NOT NULL,
    adjustment BIGINT NOT NULL,
    restock TINYINT NOT NULL,
    state VARCHAR(16) ${ASCII} NOT NULL,
    reason VARCHAR(200) NULL,
    actor VARCHAR(64) ${ASCII} NOT NULL,
    created_at DATETIME(3) NOT NULL,
    settled_at DATETIME(3) NULL,
    PRIMARY KEY (id),
    KEY orders_refund_of_order (order_id, id),
    CONSTRAINT orders_refund_order FOREIGN KEY (order_id) REFERENCES orders_order (id) ON DELETE NO ACTION ON UPDATE NO ACTION,
    CONSTRAINT orders_refund_state_known CHECK (state IN ('pending', 'succeeded', 'failed')),
    CONSTRAINT orders_refund_amounts CHECK (amount > 0 AND tax >= 0 AND tax <= amount AND shipping >= 0)
  ) ${TABLE}`;

const REFUND_LINE = `
  CREATE TABLE IF NOT EXISTS orders_refund_line (
    refund_id ${ID} NOT NULL,
    line_id ${ID} NOT NULL,
    quantity INT NOT NULL,
    amount BIGINT NOT NULL,
    PRIMARY KEY (refund_id, line_id),
    KEY orders_refund_line_of_line (line_id),
    CONSTRAINT orders_refund_line_refund FOREIGN KEY (refund_id) REFERENCES orders_refund (id) ON DELETE NO ACTION ON UPDATE NO ACTION,
    CONSTRAINT orders_refund_line_line FOREIGN KEY (line_id) REFERENCES orders_line (id) ON DELETE NO ACTION ON UPDATE NO ACTION,
    CONSTRAINT orders_refund_line_counts CHECK (quantity > 0 AND amount >= 0)
  ) ${TABLE}`;

/** What went back of an order, by line. */
export class OrderRefunds1700000012000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    if (!(await runner.hasColumn('orders_line', 'refunded'))) await runner.query(LINE);
    if (!(await runner.hasColumn('orders_order', 'shipping_refunded'))) await runner.query(ORDER);
    await runner.query(REFUND);
    await runner.query(REFUND_LINE);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['refund_line', 'refund']) await runner.query(`DROP TABLE IF EXISTS orders_${table}`);
    if (await runner.hasColumn('orders_order', 'shipping_refunded')) await runner.query('ALTER TABLE orders_order DROP COLUMN shipping_refunded');
    if (await runner.hasColumn('orders_line', 'refunded')) {
      await runner.query('ALTER TABLE orders_line DROP CONSTRAINT orders_line_refunded, DROP COLUMN refunded, DROP COLUMN refunded_amount');
    }
  }
}
