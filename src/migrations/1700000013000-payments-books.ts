import type { MigrationInterface, QueryRunner } from 'typeorm';

const ENGINE = 'ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci';
const ID = 'CHAR(30) CHARACTER SET ascii COLLATE ascii_bin';
const ascii = (length: number) => `VARCHAR(${length}) CHARACTER SET ascii COLLATE ascii_bin`;

const LEDGER = [
  'UPDATE payments_posting t JOIN payments_payment p ON p.id = t.payment_id SET t.order_id = p.order_id WHERE t.order_id IS NULL',
  `ALTER TABLE payments_posting MODIFY order_id ${ID} NOT NULL, ADD KEY payments_posting_created (created_at, id)`,
  `ALTER TABLE payments_ledger_entry DROP KEY payments_ledger_entry_account,
     ADD KEY payments_ledger_entry_account (account, currency, posting_id), ADD KEY payments_ledger_entry_currency (currency, posting_id)`,
  'ALTER TABLE payments_payment ADD KEY payments_payment_updated (updated_at, id)',
];

/** Orders that were sold before the ledger knew of sales. Those that were cancelled after their payment need none: sale and reversal are nothing. */
const OPENING = `status IN ('paid', 'part_fulfilled', 'fulfilled', 'part_refunded', 'refunded') AND grand_total > 0`;
const SALES = [
  `INSERT INTO payments_posting (posting_key, order_id, payment_id, created_at)
     SELECT CONCAT('sale:', id), id, NULL, COALESCE(paid_at, placed_at) FROM orders_order WHERE ${OPENING}`,
  ...[
    ['receivable', 'grand_total', '0'],
    ['revenue', '0', 'grand_total - tax_total'],
    ['tax_payable', '0', 'tax_total'],
  ].map(
    ([account, debit, credit]) => `INSERT INTO payments_ledger_entry (posting_id, account, debit, credit, currency)
     SELECT t.id, '${account}', ${debit}, ${credit}, o.currency FROM payments_posting t
     JOIN orders_order o ON o.id = t.order_id WHERE t.posting_key = CONCAT('sale:', o.id) AND ${debit} + ${credit} > 0`,
  ),
];

const RECONCILIATION = [
  `CREATE TABLE payments_reconciliation (
    id ${ID} NOT NULL,
    started_by ${ascii(16)} NOT NULL,
    state ${ascii(16)} NOT NULL,
    running TINYINT NULL,
    lease_until DATETIME(3) NULL,
    since DATETIME(3) NULL,
    charges INT NOT NULL DEFAULT 0,
    found INT NOT NULL DEFAULT 0,
    healed INT NOT NULL DEFAULT 0,
    remaining INT NOT NULL DEFAULT 0,
    error VARCHAR(500) NULL,
    requested_at DATETIME(3) NOT NULL,
    started_at DATETIME(3) NULL,
    finished_at DATETIME(3) NULL,
    PRIMARY KEY (id),
    UNIQUE KEY payments_reconciliation_running (running),
    KEY payments_reconciliation_state (state, id),
    KEY payments_reconciliation_requested (requested_at),
    CONSTRAINT payments_reconciliation_states CHECK (state IN ('waiting', 'running', 'completed', 'failed'))
  ) ${ENGINE}`,
  `CREATE TABLE payments_difference (
    id ${ID} NOT NULL,
    first_run_id ${ID} NOT NULL,
    last_run_id ${ID} NOT NULL,
    kind ${ascii(32)} NOT NULL,
    subject ${ascii(191)} NOT NULL,
    open_subject ${ascii(191)} NULL,
    state ${ascii(16)} NOT NULL,
    gateway ${ascii(32)} NULL,
    gateway_id ${ascii(128)} NULL,
    payment_id ${ID} NULL,
    order_id ${ID} NULL,
    currency ${ascii(3)} NULL,
    ours BIGINT NULL,
    theirs BIGINT NULL,
    detail VARCHAR(500) NOT NULL,
    heal_attempts INT NOT NULL DEFAULT 0,
    occurred_at DATETIME(3) NOT NULL,
    found_at DATETIME(3) NOT NULL,
    settled_at DATETIME(3) NULL,
    PRIMARY KEY (id),
    UNIQUE KEY payments_difference_open (open_subject),
    KEY payments_difference_state (state, kind),
    KEY payments_difference_last_run (last_run_id, id),
    KEY payments_difference_first_run (first_run_id, id),
    CONSTRAINT payments_difference_first_run_fk FOREIGN KEY (first_run_id) REFERENCES payments_reconciliation (id) ON DELETE NO ACTION ON UPDATE NO ACTION,
    CONSTRAINT payments_difference_last_run_fk FOREIGN KEY (last_run_id) REFERENCES payments_reconciliation (id) ON DELETE NO ACTION ON UPDATE NO ACTION,
    CONSTRAINT payments_difference_states CHECK (state IN ('open', 'healed', 'resolved'))
  ) ${ENGINE}`,
];

export class PaymentsBooks1700000013000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of [...LEDGER, ...SALES, ...RECONCILIATION]) await queryRunner.query(statement);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE payments_difference');
    await queryRunner.query('DROP TABLE payments_reconciliation');
    await queryRunner.query('ALTER TABLE payments_payment DROP KEY payments_payment_updated');
    await queryRunner.query(
      'DELETE e FROM payments_ledger_entry e JOIN payments_posting t ON t.id = e.posting_id WHERE t.payment_id IS NULL',
    );
    await queryRunner.query('DELETE FROM payments_posting WHERE payment_id IS NULL');
    await queryRunner.query(`ALTER TABLE payments_ledger_entry DROP KEY payments_ledger_entry_account, DROP KEY payments_ledger_entry_currency,
      ADD KEY payments_ledger_entry_account (account, currency)`);
    await queryRunner.query(`ALTER TABLE payments_posting DROP KEY payments_posting_created, MODIFY order_id ${ID} NULL`);
  }
}
