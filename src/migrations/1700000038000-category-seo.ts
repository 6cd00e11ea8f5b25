import type { MigrationInterface, QueryRunner } from 'typeorm';

const COLUMNS = [
  ['seo_title', 'VARCHAR(255)'],
  ['seo_description', 'VARCHAR(1000)'],
] as const;

/** Categories have pages of their own, with words for search engines like brands and collections. */
export class CategorySeo1700000038000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    let before = 'description';
    for (const [column, type] of COLUMNS) {
      if (!(await runner.hasColumn('catalog_category', column)))
        await runner.query(`ALTER TABLE catalog_category ADD COLUMN ${column} ${type} NULL AFTER ${before}`);
      before = column;
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const [column] of COLUMNS)
      if (await runner.hasColumn('catalog_category', column)) await runner.query(`ALTER TABLE catalog_category DROP COLUMN ${column}`);
  }
}
