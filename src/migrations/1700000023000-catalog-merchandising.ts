import type { MigrationInterface, QueryRunner } from 'typeorm';
import { newId } from '../platform/ids';

const TABLE = 'ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci';
const ID = 'CHAR(30) CHARACTER SET ascii COLLATE ascii_bin';
const ascii = (length: number): string => `VARCHAR(${length}) CHARACTER SET ascii COLLATE ascii_bin`;
const binary = (length: number): string => `VARCHAR(${length}) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin`;

const TABLES: readonly string[] = [
  `CREATE TABLE IF NOT EXISTS catalog_past_slug (
    kind ${ascii(16)} NOT NULL,
    slug ${binary(200)} NOT NULL,
    target_id ${ID} NOT NULL,
    replaced_at DATETIME(3) NOT NULL,
    PRIMARY KEY (kind, slug),
    KEY catalog_past_slug_target (target_id)
  ) ${TABLE}`,
  `CREATE TABLE IF NOT EXISTS catalog_brand (
    id ${ID} NOT NULL,
    slug ${binary(200)} NOT NULL,
    name VARCHAR(160) NOT NULL,
    name_key ${binary(160)} NOT NULL,
    description MEDIUMTEXT NOT NULL,
    logo_url VARCHAR(2048) NULL,
    seo_title VARCHAR(255) NULL,
    seo_description VARCHAR(1000) NULL,
    version INT NOT NULL DEFAULT 1,
    created_at DATETIME(3) NOT NULL,
    updated_at DATETIME(3) NOT NULL,
    PRIMARY KEY (id),
    UNIQUE KEY catalog_brand_slug (slug),
    UNIQUE KEY catalog_brand_name (name_key)
  ) ${TABLE}`,
  `CREATE TABLE IF NOT EXISTS catalog_collection (
    id ${ID} NOT NULL,
    slug ${binary(200)} NOT NULL,
    title VARCHAR(255) NOT NULL,
    description MEDIUMTEXT NOT NULL,
    seo_title VARCHAR(255) NULL,
    seo_description VARCHAR(1000) NULL,
    status ${ascii(16)} NOT NULL,
    kind ${ascii(16)} NOT NULL,
    rule JSON NULL,
    rebuild_at DATETIME(3) NULL,
    rebuild_again TINYINT NOT NULL DEFAULT 0,
    version INT NOT NULL DEFAULT 1,
    created_at DATETIME(3) NOT NULL,
    updated_at DATETIME(3) NOT NULL,
    PRIMARY KEY (id),
    UNIQUE KEY catalog_collection_slug (slug),
    KEY catalog_collection_rebuild (rebuild_at),
    CONSTRAINT catalog_collection_status_check CHECK (status IN ('draft', 'published')),
    CONSTRAINT catalog_collection_kind_check CHECK ((kind = 'manual' AND rule IS NULL) OR (kind = 'rule' AND rule IS NOT NULL))
  ) ${TABLE}`,
  `CREATE TABLE IF NOT EXISTS catalog_collection_product (
    collection_id ${ID} NOT NULL,
    product_id ${ID} NOT NULL,
    position INT NOT NULL,
    PRIMARY KEY (collection_id, product_id),
    KEY catalog_collection_product_order (collection_id, position, product_id),
    KEY catalog_collection_product_product (product_id),
    CONSTRAINT catalog_collection_product_collection_fk FOREIGN KEY (collection_id) REFERENCES catalog_collection (id) ON DELETE CASCADE ON UPDATE NO ACTION,
    CONSTRAINT catalog_collection_product_product_fk FOREIGN KEY (product_id) REFERENCES catalog_product (id) ON DELETE CASCADE ON UPDATE NO ACTION
  ) ${TABLE}`,
  `CREATE TABLE IF NOT EXISTS catalog_product_relation (
    product_id ${ID} NOT NULL,
    kind ${ascii(16)} NOT NULL,
    related_id ${ID} NOT NULL,
    position INT NOT NULL,
    PRIMARY KEY (product_id, kind, related_id),
    KEY catalog_product_relation_related (related_id),
    CONSTRAINT catalog_product_relation_product_fk FOREIGN KEY (product_id) REFERENCES catalog_product (id) ON DELETE CASCADE ON UPDATE NO ACTION,
    CONSTRAINT catalog_product_relation_related_fk FOREIGN KEY (related_id) REFERENCES catalog_product (id) ON DELETE CASCADE ON UPDATE NO ACTION,
    CONSTRAINT catalog_product_relation_other_check CHECK (product_id <> related_id)
  ) ${TABLE}`,
  `CREATE TABLE IF NOT EXISTS catalog_translation (
    target_id ${ID} NOT NULL,
    locale ${ascii(35)} NOT NULL,
    kind ${ascii(16)} NOT NULL,
    title VARCHAR(255) NULL,
    description MEDIUMTEXT NULL,
    seo_title VARCHAR(255) NULL,
    seo_description VARCHAR(1000) NULL,
    options JSON NOT NULL,
    PRIMARY KEY (target_id, locale),
    KEY catalog_translation_kind (kind, locale, target_id)
  ) ${TABLE}`,
  `CREATE TABLE IF NOT EXISTS catalog_attribute (
    id ${ID} NOT NULL,
    attribute_key ${ascii(64)} NOT NULL,
    label VARCHAR(160) NOT NULL,
    type ${ascii(16)} NOT NULL,
    unit VARCHAR(40) NULL,
    filterable TINYINT NOT NULL,
    options JSON NOT NULL,
    position INT NOT NULL,
    version INT NOT NULL DEFAULT 1,
    created_at DATETIME(3) NOT NULL,
    updated_at DATETIME(3) NOT NULL,
    PRIMARY KEY (id),
    UNIQUE KEY catalog_attribute_key (attribute_key),
    CONSTRAINT catalog_attribute_type_check CHECK (type IN ('text', 'number', 'boolean', 'select', 'date'))
  ) ${TABLE}`,
  `CREATE TABLE IF NOT EXISTS catalog_product_attribute (
    product_id ${ID} NOT NULL,
    attribute_id ${ID} NOT NULL,
    value VARCHAR(1000) NOT NULL,
    value_key ${binary(255)} NOT NULL,
    value_rank BIGINT NULL,
    PRIMARY KEY (product_id, attribute_id),
    KEY catalog_product_attribute_value (attribute_id, value_key, product_id),
    KEY catalog_product_attribute_rank (attribute_id, value_rank, product_id),
    CONSTRAINT catalog_product_attribute_product_fk FOREIGN KEY (product_id) REFERENCES catalog_product (id) ON DELETE CASCADE ON UPDATE NO ACTION,
    CONSTRAINT catalog_product_attribute_attribute_fk FOREIGN KEY (attribute_id) REFERENCES catalog_attribute (id) ON DELETE RESTRICT ON UPDATE NO ACTION
  ) ${TABLE}`,
];

const PRODUCT_COLUMNS: Readonly<Record<string, string>> = {
  brand_id: `ADD COLUMN brand_id ${ID} NULL AFTER vendor,
    ADD KEY catalog_product_brand (brand_id, status, created_at, id),
    ADD CONSTRAINT catalog_product_brand_fk FOREIGN KEY (brand_id) REFERENCES catalog_brand (id) ON DELETE RESTRICT ON UPDATE NO ACTION`,
  publish_at: 'ADD COLUMN publish_at DATETIME(3) NULL AFTER published_at, ADD KEY catalog_product_publish (publish_at)',
  unpublish_at: 'ADD COLUMN unpublish_at DATETIME(3) NULL AFTER publish_at, ADD KEY catalog_product_unpublish (unpublish_at)',
};

/** Brands, slug history and what else makes a list of products a catalogue. */
export class CatalogMerchandising1700000023000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const table of TABLES) await runner.query(table);
    for (const [column, change] of Object.entries(PRODUCT_COLUMNS)) {
      if (!(await runner.hasColumn('catalog_product', column))) await runner.query(`ALTER TABLE catalog_product ${change}`);
    }
    await brandsOfVendors(runner);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE catalog_product DROP FOREIGN KEY catalog_product_brand_fk');
    await runner.query('ALTER TABLE catalog_product DROP KEY catalog_product_brand');
    for (const column of Object.keys(PRODUCT_COLUMNS)) await runner.query(`ALTER TABLE catalog_product DROP COLUMN ${column}`);
    const names = TABLES.map((table) => /TABLE IF NOT EXISTS (\w+)/.exec(table)?.[1]).reverse();
    for (const name of names) await runner.query(`DROP TABLE IF EXISTS ${name}`);
  }
}

/** Each vendor that products name so far becomes a brand. Its slug is made of the id, because a name may have no letters that fit; staff choose a better one. */
async function brandsOfVendors(runner: QueryRunner): Promise<void> {
  const vendors: { vendor: string; name_key: string }[] = await runner.query(
    "SELECT MIN(TRIM(vendor)) AS vendor, LOWER(TRIM(vendor)) AS name_key FROM catalog_product WHERE vendor <> '' AND brand_id IS NULL GROUP BY name_key",
  );
  for (const { vendor, name_key: key } of vendors) {
    const id = newId('brand');
    await runner.query(
      `INSERT IGNORE INTO catalog_brand (id, slug, name, name_key, description, version, created_at, updated_at)
       VALUES (?, ?, ?, ?, '', 1, UTC_TIMESTAMP(3), UTC_TIMESTAMP(3))`,
      [id, slugOf(key, id), vendor, key],
    );
  }
  await runner.query(
    'UPDATE catalog_product p JOIN catalog_brand b ON b.name_key = LOWER(TRIM(p.vendor)) SET p.brand_id = b.id WHERE p.brand_id IS NULL',
  );
}

/** Fixed here and not shared: a migration does the same for ever. */
function slugOf(key: string, id: string): string {
  const words = key
    .normalize('NFKD')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 80);
  return `${words || 'brand'}-${id.slice(-8).toLowerCase()}`;
}
