/** The bare server's own tables. It reads the shop's catalogue, prices and stock; what it writes stays out of the shop's books. */
const TABLE = 'ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci';
const ID = 'CHAR(30) CHARACTER SET ascii COLLATE ascii_bin NOT NULL';
const HASH = 'CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL';

export const SCHEMA: readonly string[] = [
  `CREATE TABLE IF NOT EXISTS bare_cart (
     id ${ID} PRIMARY KEY, version INT NOT NULL DEFAULT 1, status VARCHAR(12) NOT NULL, currency CHAR(3) NOT NULL, token_hash ${HASH},
     email VARCHAR(255), shipping_address JSON, shipping_method_id CHAR(30) CHARACTER SET ascii COLLATE ascii_bin, created_at DATETIME(3) NOT NULL) ${TABLE}`,
  `CREATE TABLE IF NOT EXISTS bare_line (
     id ${ID} PRIMARY KEY, cart_id ${ID}, variant_id ${ID}, quantity INT NOT NULL, UNIQUE KEY bare_line_variant (cart_id, variant_id)) ${TABLE}`,
  `CREATE TABLE IF NOT EXISTS bare_order (
     id ${ID} PRIMARY KEY, number VARCHAR(12) NOT NULL UNIQUE, status VARCHAR(16) NOT NULL, currency CHAR(3) NOT NULL, cart_id ${ID} UNIQUE,
     token_hash ${HASH}, email VARCHAR(255) NOT NULL, shipping_address JSON NOT NULL, shipping_method JSON NOT NULL, subtotal BIGINT NOT NULL,
     shipping_total BIGINT NOT NULL, tax_total BIGINT NOT NULL, grand_total BIGINT NOT NULL, tax_breakdown JSON NOT NULL,
     version INT NOT NULL DEFAULT 1, placed_at DATETIME(3) NOT NULL, paid_at DATETIME(3)) ${TABLE}`,
  `CREATE TABLE IF NOT EXISTS bare_order_line (
     id ${ID} PRIMARY KEY, order_id ${ID}, variant_id ${ID}, product_id ${ID}, sku VARCHAR(100), title VARCHAR(300) NOT NULL,
     variant_title VARCHAR(300) NOT NULL, image_url VARCHAR(2048), quantity INT NOT NULL, unit_price BIGINT NOT NULL, subtotal BIGINT NOT NULL,
     tax BIGINT NOT NULL, total BIGINT NOT NULL, KEY bare_order_line_order (order_id)) ${TABLE}`,
  `CREATE TABLE IF NOT EXISTS bare_payment (
     id ${ID} PRIMARY KEY, order_id ${ID} UNIQUE, status VARCHAR(16) NOT NULL, amount BIGINT NOT NULL, currency CHAR(3) NOT NULL,
     captured BIGINT NOT NULL DEFAULT 0, charge_id VARCHAR(64), version INT NOT NULL DEFAULT 1, created_at DATETIME(3) NOT NULL, updated_at DATETIME(3) NOT NULL) ${TABLE}`,
  `CREATE TABLE IF NOT EXISTS bare_search (
     product_id ${ID} PRIMARY KEY, title VARCHAR(255) NOT NULL, words MEDIUMTEXT NOT NULL,
     FULLTEXT KEY bare_search_title (title), FULLTEXT KEY bare_search_all (title, words)) ${TABLE}`,
  `INSERT IGNORE INTO bare_search (product_id, title, words)
     SELECT id, title, CONCAT_WS(' ', vendor, product_type, tags, description) FROM catalog_product`,
];
