import type { MigrationInterface, QueryRunner } from 'typeorm';

const TABLE = 'ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci';
const ID = 'CHAR(30) CHARACTER SET ascii COLLATE ascii_bin';
const CURRENCY = 'CHAR(3) CHARACTER SET ascii COLLATE ascii_bin';
const ascii = (length: number): string => `VARCHAR(${length}) CHARACTER SET ascii COLLATE ascii_bin`;
const binary = (length: number): string => `VARCHAR(${length}) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin`;

const TABLES: readonly string[] = [
  `CREATE TABLE IF NOT EXISTS catalog_product (
    id ${ID} NOT NULL,
    slug ${binary(200)} NOT NULL,
    title VARCHAR(255) NOT NULL,
    description MEDIUMTEXT NOT NULL,
    vendor VARCHAR(160) NOT NULL,
    product_type VARCHAR(160) NOT NULL,
    tags JSON NOT NULL,
    status ${ascii(16)} NOT NULL,
    tax_category ${ascii(40)} NOT NULL,
    seo_title VARCHAR(255) NULL,
    seo_description VARCHAR(1000) NULL,
    gift_card TINYINT NOT NULL,
    options JSON NOT NULL,
    extra JSON NOT NULL,
    in_stock TINYINT NOT NULL,
    version INT NOT NULL DEFAULT 1,
    published_at DATETIME(3) NULL,
    created_at DATETIME(3) NOT NULL,
    updated_at DATETIME(3) NOT NULL,
    PRIMARY KEY (id),
    UNIQUE KEY catalog_product_slug (slug),
    KEY catalog_product_newest (status, created_at, id),
    KEY catalog_product_title (status, title, id),
    KEY catalog_product_vendor (status, vendor, created_at, id),
    KEY catalog_product_stock (status, in_stock, created_at, id),
    KEY catalog_product_created (created_at, id),
    CONSTRAINT catalog_product_status_check CHECK (status IN ('draft', 'published', 'archived'))
  ) ${TABLE}`,
  `CREATE TABLE IF NOT EXISTS catalog_image (
    id ${ID} NOT NULL,
    product_id ${ID} NOT NULL,
    url VARCHAR(2048) NOT NULL,
    alt VARCHAR(512) NULL,
    position INT NOT NULL,
    PRIMARY KEY (id),
    KEY catalog_image_product (product_id, position),
    CONSTRAINT catalog_image_product_fk FOREIGN KEY (product_id) REFERENCES catalog_product (id) ON DELETE CASCADE ON UPDATE NO ACTION
  ) ${TABLE}`,
  `CREATE TABLE IF NOT EXISTS catalog_variant (
    id ${ID} NOT NULL,
    product_id ${ID} NOT NULL,
    sku ${binary(100)} NULL,
    title VARCHAR(1024) NOT NULL,
    options JSON NOT NULL,
    option_key ${ascii(64)} NOT NULL,
    position INT NOT NULL,
    barcode VARCHAR(64) NULL,
    weight_grams INT NULL,
    requires_shipping TINYINT NOT NULL,
    taxable TINYINT NOT NULL,
    image_id ${ID} NULL,
    extra JSON NOT NULL,
    available INT NOT NULL DEFAULT 0,
    stock_version INT NOT NULL DEFAULT 0,
    PRIMARY KEY (id),
    UNIQUE KEY catalog_variant_sku (sku),
    UNIQUE KEY catalog_variant_combination (product_id, option_key),
    KEY catalog_variant_position (product_id, position),
    KEY catalog_variant_image (image_id),
    CONSTRAINT catalog_variant_product_fk FOREIGN KEY (product_id) REFERENCES catalog_product (id) ON DELETE CASCADE ON UPDATE NO ACTION,
    CONSTRAINT catalog_variant_image_fk FOREIGN KEY (image_id) REFERENCES catalog_image (id) ON DELETE SET NULL ON UPDATE NO ACTION,
    CONSTRAINT catalog_variant_weight_check CHECK (weight_grams >= 0)
  ) ${TABLE}`,
  `CREATE TABLE IF NOT EXISTS catalog_price (
    variant_id ${ID} NOT NULL,
    currency ${CURRENCY} NOT NULL,
    amount BIGINT NOT NULL,
    compare_at_amount BIGINT NULL,
    PRIMARY KEY (variant_id, currency),
    CONSTRAINT catalog_price_variant_fk FOREIGN KEY (variant_id) REFERENCES catalog_variant (id) ON DELETE CASCADE ON UPDATE NO ACTION,
    CONSTRAINT catalog_price_amount_check CHECK (amount BETWEEN 0 AND 9007199254740991),
    CONSTRAINT catalog_price_compare_check CHECK (compare_at_amount BETWEEN 0 AND 9007199254740991)
  ) ${TABLE}`,
  `CREATE TABLE IF NOT EXISTS catalog_price_range (
    product_id ${ID} NOT NULL,
    currency ${CURRENCY} NOT NULL,
    min_amount BIGINT NOT NULL,
    max_amount BIGINT NOT NULL,
    PRIMARY KEY (product_id, currency),
    KEY catalog_price_range_min (currency, min_amount, product_id),
    KEY catalog_price_range_max (currency, max_amount, product_id),
    CONSTRAINT catalog_price_range_product_fk FOREIGN KEY (product_id) REFERENCES catalog_product (id) ON DELETE CASCADE ON UPDATE NO ACTION,
    CONSTRAINT catalog_price_range_order_check CHECK (0 <= min_amount AND min_amount <= max_amount)
  ) ${TABLE}`,
  `CREATE TABLE IF NOT EXISTS catalog_category (
    id ${ID} NOT NULL,
    parent_id ${ID} NULL,
    slug ${binary(200)} NOT NULL,
    title VARCHAR(255) NOT NULL,
    description MEDIUMTEXT NOT NULL,
    position INT NOT NULL,
    path ${ascii(255)} NOT NULL,
    version INT NOT NULL DEFAULT 1,
    created_at DATETIME(3) NOT NULL,
    updated_at DATETIME(3) NOT NULL,
    PRIMARY KEY (id),
    UNIQUE KEY catalog_category_slug (slug),
    UNIQUE KEY catalog_category_path (path),
    KEY catalog_category_parent (parent_id, position),
    CONSTRAINT catalog_category_parent_fk FOREIGN KEY (parent_id) REFERENCES catalog_category (id) ON DELETE RESTRICT ON UPDATE NO ACTION
  ) ${TABLE}`,
  `CREATE TABLE IF NOT EXISTS catalog_product_category (
    product_id ${ID} NOT NULL,
    category_id ${ID} NOT NULL,
    PRIMARY KEY (product_id, category_id),
    KEY catalog_product_category_members (category_id, product_id),
    CONSTRAINT catalog_product_category_product_fk FOREIGN KEY (product_id) REFERENCES catalog_product (id) ON DELETE CASCADE ON UPDATE NO ACTION,
    CONSTRAINT catalog_product_category_category_fk FOREIGN KEY (category_id) REFERENCES catalog_category (id) ON DELETE CASCADE ON UPDATE NO ACTION
  ) ${TABLE}`,
  `CREATE TABLE IF NOT EXISTS catalog_option_value (
    product_id ${ID} NOT NULL,
    name_key ${binary(100)} NOT NULL,
    value_key ${binary(255)} NOT NULL,
    name VARCHAR(100) NOT NULL,
    value VARCHAR(255) NOT NULL,
    PRIMARY KEY (product_id, name_key, value_key),
    KEY catalog_option_value_lookup (name_key, value_key, product_id),
    CONSTRAINT catalog_option_value_product_fk FOREIGN KEY (product_id) REFERENCES catalog_product (id) ON DELETE CASCADE ON UPDATE NO ACTION
  ) ${TABLE}`,
  `CREATE TABLE IF NOT EXISTS catalog_search_text (
    product_id ${ID} NOT NULL,
    title VARCHAR(255) NOT NULL,
    keywords MEDIUMTEXT NOT NULL,
    body MEDIUMTEXT NOT NULL,
    PRIMARY KEY (product_id),
    FULLTEXT KEY catalog_search_text_title (title),
    FULLTEXT KEY catalog_search_text_all (title, keywords, body),
    CONSTRAINT catalog_search_text_product_fk FOREIGN KEY (product_id) REFERENCES catalog_product (id) ON DELETE CASCADE ON UPDATE NO ACTION
  ) ${TABLE}`,
];

export class Catalog1700000003000 implements MigrationInterface {
  name = 'Catalog1700000003000';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const table of TABLES) await queryRunner.query(table);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    const names = TABLES.map((table) => /TABLE IF NOT EXISTS (\w+)/.exec(table)?.[1]).reverse();
    for (const name of names) await queryRunner.query(`DROP TABLE IF EXISTS ${name}`);
  }
}
