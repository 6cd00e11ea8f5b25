import type { MigrationInterface, QueryRunner } from 'typeorm';

const TABLE = 'ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci';
const ID = 'CHAR(30) CHARACTER SET ascii COLLATE ascii_bin';
const binary = (length: number): string => `VARCHAR(${length}) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin`;

const TABLES: readonly string[] = [
  `CREATE TABLE IF NOT EXISTS catalog_search_term (
    id INT NOT NULL AUTO_INCREMENT,
    term ${binary(40)} NOT NULL,
    stem ${binary(40)} NOT NULL,
    spelling ${binary(40)} NOT NULL,
    products INT NOT NULL DEFAULT 0,
    rarity SMALLINT NOT NULL DEFAULT 8,
    PRIMARY KEY (id),
    UNIQUE KEY catalog_search_term_term (term),
    KEY catalog_search_term_stem (stem)
  ) ${TABLE}`,
  `CREATE TABLE IF NOT EXISTS catalog_search_posting (
    term_id INT NOT NULL,
    product_number INT NOT NULL,
    weight SMALLINT NOT NULL,
    PRIMARY KEY (term_id, product_number)
  ) ${TABLE}`,
  `CREATE TABLE IF NOT EXISTS catalog_search_rest (
    rest ${binary(8)} NOT NULL,
    term_id INT NOT NULL,
    PRIMARY KEY (rest, term_id)
  ) ${TABLE}`,
  `CREATE TABLE IF NOT EXISTS catalog_search_source (
    product_id ${ID} NOT NULL,
    index_version INT NOT NULL,
    words MEDIUMBLOB NOT NULL,
    PRIMARY KEY (product_id),
    KEY catalog_search_source_version (index_version, product_id),
    CONSTRAINT catalog_search_source_product_fk FOREIGN KEY (product_id) REFERENCES catalog_product (id) ON DELETE CASCADE ON UPDATE NO ACTION
  ) ${TABLE}`,
  `CREATE TABLE IF NOT EXISTS catalog_search_synonym (
    id ${ID} NOT NULL,
    kind VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    from_words VARCHAR(80) NULL,
    words JSON NOT NULL,
    version INT NOT NULL DEFAULT 1,
    created_at DATETIME(3) NOT NULL,
    updated_at DATETIME(3) NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT catalog_search_synonym_kind_check CHECK ((kind = 'equivalent' AND from_words IS NULL) OR (kind = 'one_way' AND from_words IS NOT NULL))
  ) ${TABLE}`,
  `CREATE TABLE IF NOT EXISTS catalog_search_synonym_word (
    typed ${binary(130)} NOT NULL,
    synonym_id ${ID} NOT NULL,
    reading SMALLINT NOT NULL,
    part SMALLINT NOT NULL,
    parts SMALLINT NOT NULL,
    stem ${binary(40)} NOT NULL,
    PRIMARY KEY (typed, synonym_id, reading, part),
    KEY catalog_search_synonym_word_synonym (synonym_id),
    CONSTRAINT catalog_search_synonym_word_fk FOREIGN KEY (synonym_id) REFERENCES catalog_search_synonym (id) ON DELETE CASCADE ON UPDATE NO ACTION
  ) ${TABLE}`,
];

/** An inverted index of our own in place of the engine's full text. Products are indexed by a job when the new release starts. */
export class CatalogSearch1700000030000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const table of TABLES) await runner.query(table);
    if (!(await has(runner, 'catalog_product', 'search_number'))) {
      await runner.query(
        `ALTER TABLE catalog_product ADD COLUMN search_number INT NOT NULL AUTO_INCREMENT,
           ADD KEY catalog_product_search (search_number, in_stock)`,
      );
    }
    const [barcodes] = (await runner.query("SHOW KEYS FROM catalog_variant WHERE Key_name = 'catalog_variant_barcode'")) as unknown[];
    if (!barcodes) await runner.query('ALTER TABLE catalog_variant ADD KEY catalog_variant_barcode (barcode)');
    await runner.query('DROP TABLE IF EXISTS catalog_search_text');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE IF NOT EXISTS catalog_search_text (
      product_id ${ID} NOT NULL,
      title VARCHAR(255) NOT NULL,
      keywords MEDIUMTEXT NOT NULL,
      body MEDIUMTEXT NOT NULL,
      PRIMARY KEY (product_id),
      FULLTEXT KEY catalog_search_text_title (title),
      FULLTEXT KEY catalog_search_text_all (title, keywords, body),
      CONSTRAINT catalog_search_text_product_fk FOREIGN KEY (product_id) REFERENCES catalog_product (id) ON DELETE CASCADE ON UPDATE NO ACTION
    ) ${TABLE}`);
    await runner.query('ALTER TABLE catalog_variant DROP KEY catalog_variant_barcode');
    await runner.query('ALTER TABLE catalog_product DROP KEY catalog_product_search, DROP COLUMN search_number');
    for (const table of ['synonym_word', 'synonym', 'source', 'rest', 'posting', 'term']) {
      await runner.query(`DROP TABLE IF EXISTS catalog_search_${table}`);
    }
  }
}

async function has(runner: QueryRunner, table: string, column: string): Promise<boolean> {
  return ((await runner.query(`SHOW COLUMNS FROM ${table} LIKE '${column}'`)) as unknown[]).length > 0;
}
