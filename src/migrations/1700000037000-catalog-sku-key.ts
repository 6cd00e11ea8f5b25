import type { MigrationInterface, QueryRunner } from 'typeorm';

const COLUMN = 'sku_key';
const INDEX = 'catalog_variant_sku_key';

/** A SKU is found in whatever capitals it is typed. The SKU itself stays as it is written, and unique as it is written. */
export class CatalogSkuKey1700000037000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    if (!(await runner.hasColumn('catalog_variant', COLUMN))) {
      await runner.query(
        `ALTER TABLE catalog_variant ADD COLUMN ${COLUMN} VARCHAR(200) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL AFTER sku`,
      );
    }
    await runner.query(`UPDATE catalog_variant SET ${COLUMN} = LOWER(sku) WHERE sku IS NOT NULL AND ${COLUMN} IS NULL`);
    if (!(await indexed(runner))) await runner.query(`CREATE INDEX ${INDEX} ON catalog_variant (${COLUMN})`);
  }

  async down(runner: QueryRunner): Promise<void> {
    if (await indexed(runner)) await runner.query(`DROP INDEX ${INDEX} ON catalog_variant`);
    if (await runner.hasColumn('catalog_variant', COLUMN)) await runner.query(`ALTER TABLE catalog_variant DROP COLUMN ${COLUMN}`);
  }
}

async function indexed(runner: QueryRunner): Promise<boolean> {
  const known: readonly unknown[] = await runner.query(`SHOW INDEX FROM catalog_variant WHERE Key_name = '${INDEX}'`);
  return known.length > 0;
}
