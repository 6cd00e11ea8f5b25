import type { MigrationInterface, QueryRunner } from 'typeorm';

const TABLE = 'ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci';
const ID = 'CHAR(30) CHARACTER SET ascii COLLATE ascii_bin';
const HASH = 'CHAR(64) CHARACTER SET ascii COLLATE ascii_bin';
const ascii = (length: number) => `VARCHAR(${length}) CHARACTER SET ascii COLLATE ascii_bin`;

const up = [
  `CREATE TABLE auth_account (
    id ${ID} NOT NULL,
    email VARCHAR(254) NULL,
    email_canonical VARCHAR(254) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
    password_hash ${ascii(255)} NULL,
    name VARCHAR(200) NULL,
    phone_sealed ${ascii(512)} NULL,
    role ${ascii(16)} NOT NULL,
    status ${ascii(16)} NOT NULL,
    epoch INT NOT NULL,
    version INT NOT NULL DEFAULT 1,
    created_at DATETIME(3) NOT NULL,
    updated_at DATETIME(3) NOT NULL,
    PRIMARY KEY (id),
    UNIQUE INDEX auth_account_email (email_canonical),
    INDEX auth_account_role (role, id),
    INDEX auth_account_status (status, created_at),
    CONSTRAINT auth_account_role_known CHECK (role IN ('customer', 'manager', 'admin')),
    CONSTRAINT auth_account_status_known CHECK (status IN ('pending', 'active', 'disabled', 'erased')),
    CONSTRAINT auth_account_active_complete CHECK (status NOT IN ('active', 'disabled') OR (password_hash IS NOT NULL AND email IS NOT NULL)),
    CONSTRAINT auth_account_erased_empty CHECK (status <> 'erased' OR (password_hash IS NULL AND email IS NULL AND name IS NULL AND phone_sealed IS NULL))
  ) ${TABLE}`,
  `CREATE TABLE auth_session (
    id ${ID} NOT NULL,
    account_id ${ID} NOT NULL,
    epoch INT NOT NULL,
    user_agent VARCHAR(200) NULL,
    source ${ascii(45)} NOT NULL,
    created_at DATETIME(3) NOT NULL,
    last_used_at DATETIME(3) NOT NULL,
    expires_at DATETIME(3) NOT NULL,
    ended_at DATETIME(3) NULL,
    end_reason ${ascii(16)} NULL,
    PRIMARY KEY (id),
    INDEX auth_session_account (account_id, id),
    INDEX auth_session_expiry (expires_at),
    CONSTRAINT auth_session_account_fk FOREIGN KEY (account_id) REFERENCES auth_account (id) ON DELETE CASCADE ON UPDATE NO ACTION
  ) ${TABLE}`,
  `CREATE TABLE auth_refresh_token (
    hash ${HASH} NOT NULL,
    session_id ${ID} NOT NULL,
    rotated_at DATETIME(3) NULL,
    created_at DATETIME(3) NOT NULL,
    PRIMARY KEY (hash),
    INDEX auth_refresh_token_session (session_id),
    CONSTRAINT auth_refresh_token_session_fk FOREIGN KEY (session_id) REFERENCES auth_session (id) ON DELETE CASCADE ON UPDATE NO ACTION
  ) ${TABLE}`,
  `CREATE TABLE auth_one_time_token (
    hash ${HASH} NOT NULL,
    account_id ${ID} NOT NULL,
    purpose ${ascii(16)} NOT NULL,
    password_hash ${ascii(255)} NULL,
    name VARCHAR(200) NULL,
    expires_at DATETIME(3) NOT NULL,
    used_at DATETIME(3) NULL,
    created_at DATETIME(3) NOT NULL,
    PRIMARY KEY (hash),
    INDEX auth_one_time_token_account (account_id, purpose),
    INDEX auth_one_time_token_expiry (expires_at),
    CONSTRAINT auth_one_time_token_purpose_known CHECK (purpose IN ('verify_email', 'reset_password')),
    CONSTRAINT auth_one_time_token_account_fk FOREIGN KEY (account_id) REFERENCES auth_account (id) ON DELETE CASCADE ON UPDATE NO ACTION
  ) ${TABLE}`,
  `CREATE TABLE auth_address (
    id ${ID} NOT NULL,
    account_id ${ID} NOT NULL,
    sealed ${ascii(8000)} NOT NULL,
    default_shipping TINYINT NOT NULL,
    default_billing TINYINT NOT NULL,
    version INT NOT NULL DEFAULT 1,
    created_at DATETIME(3) NOT NULL,
    updated_at DATETIME(3) NOT NULL,
    PRIMARY KEY (id),
    INDEX auth_address_account (account_id, id),
    CONSTRAINT auth_address_account_fk FOREIGN KEY (account_id) REFERENCES auth_account (id) ON DELETE CASCADE ON UPDATE NO ACTION
  ) ${TABLE}`,
  `CREATE TABLE auth_throttle (
    bucket ${HASH} NOT NULL,
    failures INT NOT NULL,
    last_failed_at DATETIME(3) NOT NULL,
    PRIMARY KEY (bucket),
    INDEX auth_throttle_last (last_failed_at)
  ) ${TABLE}`,
];

const tables = ['auth_throttle', 'auth_address', 'auth_one_time_token', 'auth_refresh_token', 'auth_session', 'auth_account'];

export class Auth1700000002000 implements MigrationInterface {
  readonly name = 'Auth1700000002000';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of up) {
      await queryRunner.query(statement);
    }
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const table of tables) {
      await queryRunner.query(`DROP TABLE IF EXISTS ${table}`);
    }
  }
}
