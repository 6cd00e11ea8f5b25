import type { MigrationInterface, QueryRunner } from 'typeorm';

const ENGINE = 'ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci';
const ID = 'CHAR(30) CHARACTER SET ascii COLLATE ascii_bin';
const CURRENCY = 'CHAR(3) CHARACTER SET ascii COLLATE ascii_bin';
const ascii = (length: number) => `VARCHAR(${length}) CHARACTER SET ascii COLLATE ascii_bin`;
const of = (constraint: string, column: string, table: string) =>
  `CONSTRAINT ${constraint} FOREIGN KEY (${column}) REFERENCES ${table} (id) ON DELETE NO ACTION ON UPDATE NO ACTION`;

/** One ALTER per table, which happens as a whole; its first column tells whether it has happened. */
const CHANGES = [
  {
    ...{ table: 'payments_payment', column: 'disputed' },
    sql: `ADD COLUMN disputed BIGINT NOT NULL DEFAULT 0 AFTER refunded, ADD COLUMN attention ${ascii(16)} NULL AFTER status,
      ADD CONSTRAINT payments_payment_disputed CHECK (0 <= disputed AND disputed <= captured)`,
    undo: 'DROP CONSTRAINT payments_payment_disputed, DROP COLUMN disputed, DROP COLUMN attention',
  },
  {
    ...{ table: 'payments_attempt', column: 'captured' },
    sql: 'ADD COLUMN captured BIGINT NOT NULL DEFAULT 0 AFTER state, ADD CONSTRAINT payments_attempt_captured CHECK (captured >= 0)',
    undo: 'DROP CONSTRAINT payments_attempt_captured, DROP COLUMN captured',
  },
  {
    ...{ table: 'payments_refund', column: 'surplus_of' },
    sql: `ADD COLUMN surplus_of ${ID} NULL AFTER payment_id`,
    undo: 'DROP COLUMN surplus_of',
  },
  {
    ...{ table: 'payments_fact', column: 'captured' },
    sql: `ADD COLUMN captured BIGINT NULL AFTER currency, ADD COLUMN capture_id ${ID} NULL AFTER refund_id, ADD COLUMN dispute_id ${ID} NULL AFTER capture_id`,
    undo: 'DROP COLUMN captured, DROP COLUMN capture_id, DROP COLUMN dispute_id',
  },
  {
    ...{ table: 'payments_posting', column: 'order_id' },
    sql: `MODIFY COLUMN payment_id ${ID} NULL, ADD COLUMN order_id ${ID} NULL AFTER payment_id, ADD KEY payments_posting_order (order_id, id)`,
    undo: `DROP KEY payments_posting_order, DROP COLUMN order_id`,
  },
  {
    ...{ table: 'payments_sandbox_charge', column: 'disputed' },
    sql: `ADD COLUMN disputed BIGINT NOT NULL DEFAULT 0 AFTER refunded, ADD COLUMN capture_method ${ascii(16)} NOT NULL DEFAULT 'automatic' AFTER disputed,
      ADD CONSTRAINT payments_sandbox_charge_disputed CHECK (0 <= disputed AND disputed <= captured)`,
    undo: 'DROP CONSTRAINT payments_sandbox_charge_disputed, DROP COLUMN disputed, DROP COLUMN capture_method',
  },
] as const;

const TABLES = [
  `CREATE TABLE IF NOT EXISTS payments_capture (
    id ${ID} NOT NULL,
    payment_id ${ID} NOT NULL,
    open_payment_id ${ID} NULL,
    attempt_id ${ID} NOT NULL,
    amount BIGINT NOT NULL,
    target BIGINT NOT NULL,
    currency ${CURRENCY} NOT NULL,
    state ${ascii(16)} NOT NULL,
    request_key ${ascii(255)} NOT NULL,
    failure_code ${ascii(64)} NULL,
    inquiry_due_at DATETIME(3) NULL,
    inquiries INT NOT NULL DEFAULT 0,
    created_at DATETIME(3) NOT NULL,
    updated_at DATETIME(3) NOT NULL,
    PRIMARY KEY (id),
    UNIQUE KEY payments_capture_request (request_key),
    UNIQUE KEY payments_capture_open (open_payment_id),
    KEY payments_capture_payment (payment_id, id),
    KEY payments_capture_inquiry (inquiry_due_at),
    ${of('payments_capture_payment_fk', 'payment_id', 'payments_payment')},
    CONSTRAINT payments_capture_amounts CHECK (amount > 0 AND target >= amount),
    CONSTRAINT payments_capture_states CHECK (
      state IN ('pending', 'unknown', 'succeeded', 'failed') AND (open_payment_id IS NULL) = (state IN ('succeeded', 'failed'))
    )
  ) ${ENGINE}`,
  `CREATE TABLE IF NOT EXISTS payments_dispute (
    id ${ID} NOT NULL,
    payment_id ${ID} NOT NULL,
    gateway ${ascii(32)} NOT NULL,
    gateway_id ${ascii(128)} NOT NULL,
    amount BIGINT NOT NULL,
    currency ${CURRENCY} NOT NULL,
    state ${ascii(16)} NOT NULL,
    opened_at DATETIME(3) NOT NULL,
    closed_at DATETIME(3) NULL,
    updated_at DATETIME(3) NOT NULL,
    PRIMARY KEY (id),
    UNIQUE KEY payments_dispute_gateway (gateway, gateway_id),
    KEY payments_dispute_payment (payment_id, id),
    KEY payments_dispute_state (state, id),
    ${of('payments_dispute_payment_fk', 'payment_id', 'payments_payment')},
    CONSTRAINT payments_dispute_amount CHECK (amount > 0),
    CONSTRAINT payments_dispute_states CHECK (state IN ('open', 'won', 'lost'))
  ) ${ENGINE}`,
  `CREATE TABLE IF NOT EXISTS payments_sandbox_capture (
    id ${ID} NOT NULL,
    request_key ${ascii(255)} NOT NULL,
    charge_id ${ID} NOT NULL,
    amount BIGINT NOT NULL,
    created_at DATETIME(3) NOT NULL,
    PRIMARY KEY (id),
    UNIQUE KEY payments_sandbox_capture_request (request_key),
    KEY payments_sandbox_capture_charge (charge_id),
    ${of('payments_sandbox_capture_charge_fk', 'charge_id', 'payments_sandbox_charge')},
    CONSTRAINT payments_sandbox_capture_amount CHECK (amount > 0)
  ) ${ENGINE}`,
  `CREATE TABLE IF NOT EXISTS payments_sandbox_dispute (
    id ${ID} NOT NULL,
    charge_id ${ID} NOT NULL,
    amount BIGINT NOT NULL,
    status ${ascii(16)} NOT NULL,
    created_at DATETIME(3) NOT NULL,
    PRIMARY KEY (id),
    KEY payments_sandbox_dispute_charge (charge_id),
    ${of('payments_sandbox_dispute_charge_fk', 'charge_id', 'payments_sandbox_charge')},
    CONSTRAINT payments_sandbox_dispute_amount CHECK (amount > 0)
  ) ${ENGINE}`,
] as const;

/** Partial captures, surplus money, disputes, and bookings about orders. */
export class PaymentMachine1700000011000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const { table, column, sql } of CHANGES) {
      if (!(await runner.hasColumn(table, column))) await runner.query(`ALTER TABLE ${table} ${sql}`);
    }
    for (const table of TABLES) await runner.query(table);
    // What was captured before attempts knew of it was captured by the payment's own attempt.
    await runner.query(
      `UPDATE payments_attempt a JOIN payments_payment p ON p.attempt_id = a.id SET a.captured = p.captured WHERE a.captured < p.captured`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const name of ['sandbox_dispute', 'sandbox_capture', 'dispute', 'capture']) await runner.query(`DROP TABLE IF EXISTS payments_${name}`);
    for (const { table, column, undo } of [...CHANGES].reverse()) {
      if (await runner.hasColumn(table, column)) await runner.query(`ALTER TABLE ${table} ${undo}`);
    }
  }
}
