import type { MigrationInterface, QueryRunner } from 'typeorm';

const ENGINE = 'ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci';
const ID = 'CHAR(30) CHARACTER SET ascii COLLATE ascii_bin';
const CURRENCY = 'CHAR(3) CHARACTER SET ascii COLLATE ascii_bin';
const ascii = (length: number) => `VARCHAR(${length}) CHARACTER SET ascii COLLATE ascii_bin`;

const TABLES = [
  `CREATE TABLE payments_payment (
    id ${ID} NOT NULL,
    order_id ${ID} NOT NULL,
    open_order_id ${ID} NULL,
    owner_account_id ${ID} NULL,
    amount BIGINT NOT NULL,
    currency ${CURRENCY} NOT NULL,
    authorised BIGINT NOT NULL,
    captured BIGINT NOT NULL,
    refunded BIGINT NOT NULL,
    status ${ascii(16)} NOT NULL,
    gateway ${ascii(32)} NULL,
    gateway_id ${ascii(128)} NULL,
    attempt_id ${ID} NULL,
    failure_code ${ascii(64)} NULL,
    failure_retryable TINYINT NOT NULL DEFAULT 0,
    next_action JSON NULL,
    inquiry_due_at DATETIME(3) NULL,
    inquiries INT NOT NULL DEFAULT 0,
    version INT NOT NULL DEFAULT 1,
    created_at DATETIME(3) NOT NULL,
    updated_at DATETIME(3) NOT NULL,
    PRIMARY KEY (id),
    UNIQUE KEY payments_payment_gateway (gateway, gateway_id),
    UNIQUE KEY payments_payment_open_order (open_order_id),
    KEY payments_payment_order (order_id),
    KEY payments_payment_status (status, id),
    KEY payments_payment_inquiry (inquiry_due_at),
    CONSTRAINT payments_payment_amounts CHECK (
      amount > 0 AND 0 <= refunded AND refunded <= captured AND captured <= authorised AND authorised <= amount
    ),
    CONSTRAINT payments_payment_states CHECK (status IN (
      'created', 'requires_action', 'processing', 'unknown', 'authorised', 'captured', 'part_refunded', 'refunded', 'failed', 'voided', 'disputed'
    ))
  ) ${ENGINE}`,
  `CREATE TABLE payments_attempt (
    id ${ID} NOT NULL,
    payment_id ${ID} NOT NULL,
    gateway ${ascii(32)} NOT NULL,
    mode ${ascii(4)} NOT NULL,
    gateway_id ${ascii(128)} NULL,
    request_key ${ascii(64)} NOT NULL,
    payment_method VARCHAR(255) NOT NULL,
    return_url VARCHAR(2048) NULL,
    state ${ascii(16)} NOT NULL,
    decline_code ${ascii(64)} NULL,
    unknown_since DATETIME(3) NULL,
    created_at DATETIME(3) NOT NULL,
    updated_at DATETIME(3) NOT NULL,
    PRIMARY KEY (id),
    UNIQUE KEY payments_attempt_request (request_key),
    UNIQUE KEY payments_attempt_gateway (gateway, gateway_id),
    KEY payments_attempt_payment (payment_id, id),
    KEY payments_attempt_created (gateway, created_at),
    CONSTRAINT payments_attempt_payment_fk FOREIGN KEY (payment_id) REFERENCES payments_payment (id) ON DELETE NO ACTION ON UPDATE NO ACTION,
    CONSTRAINT payments_attempt_states CHECK (state IN (
      'processing', 'requires_action', 'unknown', 'authorised', 'captured', 'failed', 'voided'
    ))
  ) ${ENGINE}`,
  `CREATE TABLE payments_refund (
    id ${ID} NOT NULL,
    payment_id ${ID} NOT NULL,
    amount BIGINT NOT NULL,
    currency ${CURRENCY} NOT NULL,
    state ${ascii(16)} NOT NULL,
    request_key ${ascii(255)} NOT NULL,
    gateway ${ascii(32)} NOT NULL,
    gateway_id ${ascii(128)} NULL,
    reason VARCHAR(255) NULL,
    failure_code ${ascii(64)} NULL,
    inquiry_due_at DATETIME(3) NULL,
    inquiries INT NOT NULL DEFAULT 0,
    created_at DATETIME(3) NOT NULL,
    updated_at DATETIME(3) NOT NULL,
    PRIMARY KEY (id),
    UNIQUE KEY payments_refund_request (request_key),
    UNIQUE KEY payments_refund_gateway (gateway, gateway_id),
    KEY payments_refund_payment (payment_id, id),
    KEY payments_refund_inquiry (inquiry_due_at),
    CONSTRAINT payments_refund_payment_fk FOREIGN KEY (payment_id) REFERENCES payments_payment (id) ON DELETE NO ACTION ON UPDATE NO ACTION,
    CONSTRAINT payments_refund_amount CHECK (amount > 0),
    CONSTRAINT payments_refund_states CHECK (state IN ('pending', 'unknown', 'succeeded', 'failed'))
  ) ${ENGINE}`,
  `CREATE TABLE payments_fact (
    id BIGINT NOT NULL AUTO_INCREMENT,
    payment_id ${ID} NOT NULL,
    attempt_id ${ID} NULL,
    refund_id ${ID} NULL,
    inbox_id ${ID} NULL,
    gateway ${ascii(32)} NOT NULL,
    gateway_id ${ascii(128)} NULL,
    kind ${ascii(16)} NOT NULL,
    amount BIGINT NOT NULL,
    currency ${CURRENCY} NOT NULL,
    mode ${ascii(4)} NOT NULL,
    source ${ascii(8)} NOT NULL,
    decline_code ${ascii(64)} NULL,
    outcome ${ascii(16)} NOT NULL,
    occurred_at DATETIME(3) NOT NULL,
    recorded_at DATETIME(3) NOT NULL,
    PRIMARY KEY (id),
    UNIQUE KEY payments_fact_inbox (inbox_id),
    KEY payments_fact_payment (payment_id, id),
    CONSTRAINT payments_fact_payment_fk FOREIGN KEY (payment_id) REFERENCES payments_payment (id) ON DELETE NO ACTION ON UPDATE NO ACTION
  ) ${ENGINE}`,
  `CREATE TABLE payments_posting (
    id BIGINT NOT NULL AUTO_INCREMENT,
    posting_key ${ascii(100)} NOT NULL,
    payment_id ${ID} NOT NULL,
    created_at DATETIME(3) NOT NULL,
    PRIMARY KEY (id),
    UNIQUE KEY payments_posting_key (posting_key),
    KEY payments_posting_payment (payment_id, id),
    CONSTRAINT payments_posting_payment_fk FOREIGN KEY (payment_id) REFERENCES payments_payment (id) ON DELETE NO ACTION ON UPDATE NO ACTION
  ) ${ENGINE}`,
  `CREATE TABLE payments_ledger_entry (
    id BIGINT NOT NULL AUTO_INCREMENT,
    posting_id BIGINT NOT NULL,
    account ${ascii(64)} NOT NULL,
    debit BIGINT NOT NULL,
    credit BIGINT NOT NULL,
    currency ${CURRENCY} NOT NULL,
    PRIMARY KEY (id),
    KEY payments_ledger_entry_posting (posting_id),
    KEY payments_ledger_entry_account (account, currency),
    CONSTRAINT payments_ledger_entry_posting_fk FOREIGN KEY (posting_id) REFERENCES payments_posting (id) ON DELETE NO ACTION ON UPDATE NO ACTION,
    CONSTRAINT payments_ledger_entry_sides CHECK (debit >= 0 AND credit >= 0 AND (debit = 0) <> (credit = 0))
  ) ${ENGINE}`,
  `CREATE TABLE payments_inbox (
    id ${ID} NOT NULL,
    gateway ${ascii(32)} NOT NULL,
    event_id ${ascii(128)} NOT NULL,
    type ${ascii(64)} NOT NULL,
    raw_body MEDIUMBLOB NOT NULL,
    headers JSON NOT NULL,
    signature ${ascii(16)} NOT NULL,
    state ${ascii(16)} NOT NULL,
    attempts INT NOT NULL DEFAULT 0,
    last_error VARCHAR(500) NULL,
    received_at DATETIME(3) NOT NULL,
    settled_at DATETIME(3) NULL,
    PRIMARY KEY (id),
    UNIQUE KEY payments_inbox_event (gateway, event_id),
    KEY payments_inbox_state (state, id),
    CONSTRAINT payments_inbox_states CHECK (state IN ('received', 'processed', 'ignored', 'dead'))
  ) ${ENGINE}`,
  `CREATE TABLE payments_sandbox_charge (
    id ${ID} NOT NULL,
    request_key ${ascii(64)} NOT NULL,
    reference ${ascii(64)} NOT NULL,
    payment_method ${ascii(64)} NOT NULL,
    amount BIGINT NOT NULL,
    currency ${CURRENCY} NOT NULL,
    captured BIGINT NOT NULL,
    refunded BIGINT NOT NULL,
    status ${ascii(16)} NOT NULL,
    decline_code ${ascii(64)} NULL,
    return_url VARCHAR(2048) NULL,
    created_at DATETIME(3) NOT NULL,
    updated_at DATETIME(3) NOT NULL,
    PRIMARY KEY (id),
    UNIQUE KEY payments_sandbox_charge_request (request_key),
    KEY payments_sandbox_charge_created (created_at, id),
    CONSTRAINT payments_sandbox_charge_amounts CHECK (amount > 0 AND 0 <= refunded AND refunded <= captured AND captured <= amount)
  ) ${ENGINE}`,
  `CREATE TABLE payments_sandbox_refund (
    id ${ID} NOT NULL,
    request_key ${ascii(255)} NOT NULL,
    charge_id ${ID} NOT NULL,
    amount BIGINT NOT NULL,
    status ${ascii(16)} NOT NULL,
    failure_code ${ascii(64)} NULL,
    created_at DATETIME(3) NOT NULL,
    PRIMARY KEY (id),
    UNIQUE KEY payments_sandbox_refund_request (request_key),
    KEY payments_sandbox_refund_charge (charge_id),
    CONSTRAINT payments_sandbox_refund_charge_fk FOREIGN KEY (charge_id) REFERENCES payments_sandbox_charge (id) ON DELETE NO ACTION ON UPDATE NO ACTION,
    CONSTRAINT payments_sandbox_refund_amount CHECK (amount > 0)
  ) ${ENGINE}`,
  `CREATE TABLE payments_sandbox_entry (
    id BIGINT NOT NULL AUTO_INCREMENT,
    posting_key ${ascii(100)} NOT NULL,
    charge_id ${ID} NOT NULL,
    account ${ascii(16)} NOT NULL,
    debit BIGINT NOT NULL,
    credit BIGINT NOT NULL,
    currency ${CURRENCY} NOT NULL,
    created_at DATETIME(3) NOT NULL,
    PRIMARY KEY (id),
    UNIQUE KEY payments_sandbox_entry_posting (posting_key, account),
    KEY payments_sandbox_entry_charge (charge_id),
    CONSTRAINT payments_sandbox_entry_charge_fk FOREIGN KEY (charge_id) REFERENCES payments_sandbox_charge (id) ON DELETE NO ACTION ON UPDATE NO ACTION,
    CONSTRAINT payments_sandbox_entry_sides CHECK (debit >= 0 AND credit >= 0 AND (debit = 0) <> (credit = 0))
  ) ${ENGINE}`,
  `CREATE TABLE payments_sandbox_callback (
    id ${ID} NOT NULL,
    event_id ${ID} NOT NULL,
    charge_id ${ID} NOT NULL,
    type ${ascii(64)} NOT NULL,
    body MEDIUMTEXT NOT NULL,
    state ${ascii(16)} NOT NULL,
    attempts INT NOT NULL DEFAULT 0,
    last_error VARCHAR(255) NULL,
    due_at DATETIME(3) NOT NULL,
    created_at DATETIME(3) NOT NULL,
    PRIMARY KEY (id),
    KEY payments_sandbox_callback_due (state, due_at),
    KEY payments_sandbox_callback_charge (charge_id),
    CONSTRAINT payments_sandbox_callback_charge_fk FOREIGN KEY (charge_id) REFERENCES payments_sandbox_charge (id) ON DELETE NO ACTION ON UPDATE NO ACTION
  ) ${ENGINE}`,
] as const;

export class Payments1700000007000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    for (const table of TABLES) await queryRunner.query(table);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    const names = TABLES.map((table) => /CREATE TABLE (\w+)/.exec(table)?.[1]).reverse();
    for (const name of names) await queryRunner.query(`DROP TABLE ${name}`);
  }
}
