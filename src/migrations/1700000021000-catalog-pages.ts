import type { MigrationInterface, QueryRunner } from 'typeorm';

const TABLE = 'ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci';
const ASCII = 'CHARACTER SET ascii COLLATE ascii_bin';
const ID = `CHAR(30) ${ASCII}`;

const TABLES: readonly string[] = [
  `CREATE TABLE IF NOT EXISTS platform_change (
    id BIGINT NOT NULL AUTO_INCREMENT,
    topic VARCHAR(64) ${ASCII} NOT NULL,
    seen_at DATETIME(3) NULL,
    PRIMARY KEY (id),
    KEY platform_change_seen (seen_at)
  ) ${TABLE}`,
  `CREATE TABLE IF NOT EXISTS catalog_page (
    product_id ${ID} NOT NULL,
    currency CHAR(3) ${ASCII} NOT NULL,
    locale VARCHAR(35) ${ASCII} NOT NULL,
    version INT NOT NULL,
    outdated TINYINT NOT NULL DEFAULT 0,
    summary MEDIUMTEXT NULL,
    detail MEDIUMTEXT NULL,
    PRIMARY KEY (product_id, currency, locale),
    KEY catalog_page_outdated (outdated, product_id),
    CONSTRAINT catalog_page_product_fk FOREIGN KEY (product_id) REFERENCES catalog_product (id) ON DELETE CASCADE ON UPDATE NO ACTION
  ) ${TABLE}`,
  `CREATE TABLE IF NOT EXISTS catalog_category_listing (
    category_id ${ID} NOT NULL,
    currency CHAR(3) ${ASCII} NOT NULL,
    product_id ${ID} NOT NULL,
    created_at DATETIME(3) NOT NULL,
    min_amount BIGINT NOT NULL,
    title VARCHAR(255) NOT NULL,
    PRIMARY KEY (category_id, currency, product_id),
    KEY catalog_category_listing_newest (category_id, currency, created_at, product_id),
    KEY catalog_category_listing_price (category_id, currency, min_amount, product_id),
    KEY catalog_category_listing_title (category_id, currency, title, product_id),
    KEY catalog_category_listing_product (product_id),
    CONSTRAINT catalog_category_listing_category_fk FOREIGN KEY (category_id) REFERENCES catalog_category (id) ON DELETE CASCADE ON UPDATE NO ACTION,
    CONSTRAINT catalog_category_listing_product_fk FOREIGN KEY (product_id) REFERENCES catalog_product (id) ON DELETE CASCADE ON UPDATE NO ACTION
  ) ${TABLE}`,
];

/** Lists of what existed before. Pages need no filling: the application writes those that are missing, and shows the products meanwhile. */
const LISTINGS = `
  INSERT IGNORE INTO catalog_category_listing (category_id, currency, product_id, created_at, min_amount, title)
  SELECT above.id, r.currency, p.id, p.created_at, r.min_amount, p.title
    FROM catalog_category above
    JOIN catalog_category c ON c.path >= above.path AND c.path < CONCAT(above.path, '~')
    JOIN catalog_product_category pc ON pc.category_id = c.id
    JOIN catalog_product p ON p.id = pc.product_id AND p.status = 'published'
    JOIN catalog_price_range r ON r.product_id = p.id`;

/** Products as they are shown, the lists of categories, and the news of what has changed. */
export class CatalogPages1700000021000 implements MigrationInterface {
  name = 'CatalogPages1700000021000';

  async up(runner: QueryRunner): Promise<void> {
    for (const table of TABLES) await runner.query(table);
    await runner.query(LISTINGS);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const name of ['catalog_category_listing', 'catalog_page', 'platform_change']) await runner.query(`DROP TABLE IF EXISTS ${name}`);
  }
}
