import type { MigrationInterface, QueryRunner } from 'typeorm';

const ENGINE = 'ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci';
const ascii = (length: number): string => `VARCHAR(${length}) CHARACTER SET ascii COLLATE ascii_bin`;
const ID = 'CHAR(30) CHARACTER SET ascii COLLATE ascii_bin';
const CURRENCY = 'CHAR(3) CHARACTER SET ascii COLLATE ascii_bin';

const TABLES: readonly string[] = [
  `CREATE TABLE IF NOT EXISTS payments_manual_charge (
    id ${ID} NOT NULL,
    request_key ${ascii(64)} NOT NULL,
    payment_method ${ascii(32)} NOT NULL,
    amount BIGINT NOT NULL,
    currency ${CURRENCY} NOT NULL,
    captured BIGINT NOT NULL,
    refunded BIGINT NOT NULL,
    status ${ascii(16)} NOT NULL,
    created_at DATETIME(3) NOT NULL,
    updated_at DATETIME(3) NOT NULL,
    PRIMARY KEY (id),
    UNIQUE KEY payments_manual_charge_request (request_key),
    KEY payments_manual_charge_created (created_at, id),
    CONSTRAINT payments_manual_charge_status CHECK (status IN ('authorised', 'captured', 'voided')),
    CONSTRAINT payments_manual_charge_amounts CHECK (amount > 0 AND 0 <= refunded AND refunded <= captured AND captured <= amount)
  ) ${ENGINE}`,
  `CREATE TABLE IF NOT EXISTS payments_manual_movement (
    id ${ID} NOT NULL,
    charge_id ${ID} NOT NULL,
    request_key ${ascii(255)} NOT NULL,
    kind ${ascii(8)} NOT NULL,
    amount BIGINT NOT NULL,
    currency ${CURRENCY} NOT NULL,
    created_at DATETIME(3) NOT NULL,
    PRIMARY KEY (id),
    UNIQUE KEY payments_manual_movement_request (request_key),
    KEY payments_manual_movement_charge (charge_id, id),
    CONSTRAINT payments_manual_movement_charge_fk FOREIGN KEY (charge_id) REFERENCES payments_manual_charge (id) ON DELETE NO ACTION ON UPDATE NO ACTION,
    CONSTRAINT payments_manual_movement_kind CHECK (kind IN ('capture', 'refund')),
    CONSTRAINT payments_manual_movement_amount CHECK (amount > 0)
  ) ${ENGINE}`,
];

/** Bank transfer and cash on delivery: what is expected, and what staff recorded. */
export class PaymentsManual1700000007500 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const sql of TABLES) await runner.query(sql);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE IF EXISTS payments_manual_movement');
    await runner.query('DROP TABLE IF EXISTS payments_manual_charge');
  }
}
