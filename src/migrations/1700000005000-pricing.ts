import type { MigrationInterface, QueryRunner } from 'typeorm';

const ID = 'CHAR(30) CHARACTER SET ascii COLLATE ascii_bin';
const ascii = (length: number) => `VARCHAR(${length}) CHARACTER SET ascii COLLATE ascii_bin`;
const CURRENCY = 'CHAR(3) CHARACTER SET ascii COLLATE ascii_bin';
const COUNTRY = 'CHAR(2) CHARACTER SET ascii COLLATE ascii_bin';
const TABLE = 'ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci';

export class Pricing1700000005000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of [...taxes, ...shipping, ...promotions]) await queryRunner.query(statement);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const table of ['redemption', 'promotion', 'shipping_price', 'shipping_method', 'tax_rate', 'tax_category']) {
      await queryRunner.query(`DROP TABLE pricing_${table}`);
    }
  }
}

const taxes = [
  `CREATE TABLE pricing_tax_category (
    id ${ID} NOT NULL,
    code ${ascii(40)} NOT NULL,
    title VARCHAR(200) NOT NULL,
    version INT NOT NULL DEFAULT 1,
    created_at DATETIME(3) NOT NULL,
    updated_at DATETIME(3) NOT NULL,
    PRIMARY KEY (id),
    UNIQUE KEY pricing_tax_category_code (code)
  ) ${TABLE}`,
  `CREATE TABLE pricing_tax_rate (
    id ${ID} NOT NULL,
    category_id ${ID} NOT NULL,
    country ${COUNTRY} NOT NULL,
    region VARCHAR(100) NOT NULL,
    name VARCHAR(100) NOT NULL,
    rate ${ascii(16)} NOT NULL,
    PRIMARY KEY (id),
    UNIQUE KEY pricing_tax_rate_place (category_id, country, region, name),
    KEY pricing_tax_rate_country (country),
    CONSTRAINT pricing_tax_rate_category_fk FOREIGN KEY (category_id) REFERENCES pricing_tax_category (id) ON DELETE CASCADE ON UPDATE NO ACTION
  ) ${TABLE}`,
];

const shipping = [
  `CREATE TABLE pricing_shipping_method (
    id ${ID} NOT NULL,
    title VARCHAR(200) NOT NULL,
    description VARCHAR(1000) NOT NULL,
    tax_category ${ascii(40)} NOT NULL,
    countries JSON NULL,
    min_days INT NOT NULL,
    max_days INT NOT NULL,
    position INT NOT NULL DEFAULT 0,
    active TINYINT NOT NULL,
    version INT NOT NULL DEFAULT 1,
    created_at DATETIME(3) NOT NULL,
    updated_at DATETIME(3) NOT NULL,
    PRIMARY KEY (id),
    KEY pricing_shipping_method_position (active, position, id),
    CONSTRAINT pricing_shipping_method_days CHECK (min_days >= 0 AND max_days >= min_days)
  ) ${TABLE}`,
  `CREATE TABLE pricing_shipping_price (
    method_id ${ID} NOT NULL,
    currency ${CURRENCY} NOT NULL,
    amount BIGINT NOT NULL,
    free_from BIGINT NULL,
    PRIMARY KEY (method_id, currency),
    CONSTRAINT pricing_shipping_price_positive CHECK (amount >= 0 AND (free_from IS NULL OR free_from >= 0)),
    CONSTRAINT pricing_shipping_price_method_fk FOREIGN KEY (method_id) REFERENCES pricing_shipping_method (id) ON DELETE CASCADE ON UPDATE NO ACTION
  ) ${TABLE}`,
];

const promotions = [
  `CREATE TABLE pricing_promotion (
    id ${ID} NOT NULL,
    code ${ascii(40)} NOT NULL,
    title VARCHAR(200) NOT NULL,
    kind ${ascii(20)} NOT NULL,
    level ${ascii(10)} NOT NULL,
    priority INT NOT NULL DEFAULT 0,
    percent ${ascii(16)} NULL,
    amount BIGINT NULL,
    min_subtotal BIGINT NULL,
    currency ${CURRENCY} NULL,
    starts_at DATETIME(3) NULL,
    ends_at DATETIME(3) NULL,
    usage_limit INT NULL,
    usage_limit_per_customer INT NULL,
    used_count INT NOT NULL DEFAULT 0,
    active TINYINT NOT NULL,
    version INT NOT NULL DEFAULT 1,
    created_at DATETIME(3) NOT NULL,
    updated_at DATETIME(3) NOT NULL,
    PRIMARY KEY (id),
    UNIQUE KEY pricing_promotion_code (code),
    CONSTRAINT pricing_promotion_uses CHECK (used_count >= 0 AND (usage_limit IS NULL OR used_count <= usage_limit)),
    CONSTRAINT pricing_promotion_positive CHECK (
      (amount IS NULL OR amount >= 0) AND (min_subtotal IS NULL OR min_subtotal >= 0) AND (usage_limit IS NULL OR usage_limit >= 0)
    ),
    CONSTRAINT pricing_promotion_currency CHECK (currency IS NOT NULL OR (amount IS NULL AND min_subtotal IS NULL))
  ) ${TABLE}`,
  `CREATE TABLE pricing_redemption (
    promotion_id ${ID} NOT NULL,
    order_id ${ID} NOT NULL,
    customer_key ${ascii(64)} NULL,
    created_at DATETIME(3) NOT NULL,
    PRIMARY KEY (promotion_id, order_id),
    KEY pricing_redemption_order (order_id),
    KEY pricing_redemption_customer (promotion_id, customer_key),
    CONSTRAINT pricing_redemption_promotion_fk FOREIGN KEY (promotion_id) REFERENCES pricing_promotion (id) ON DELETE NO ACTION ON UPDATE NO ACTION
  ) ${TABLE}`,
];
