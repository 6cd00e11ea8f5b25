import type { MigrationInterface, QueryRunner } from 'typeorm';

const INDEX = 'catalog_collection_kind';

/** By it the rules are read under a lock that does not wait for collections picked by hand. */
export class CollectionKind1700000033000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    if (!(await exists(runner))) await runner.query(`CREATE INDEX ${INDEX} ON catalog_collection (kind, id)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    if (await exists(runner)) await runner.query(`DROP INDEX ${INDEX} ON catalog_collection`);
  }
}

async function exists(runner: QueryRunner): Promise<boolean> {
  const rows: readonly unknown[] = await runner.query(
    `SELECT 1 FROM information_schema.statistics WHERE table_schema = DATABASE() AND table_name = 'catalog_collection' AND index_name = ? LIMIT 1`,
    [INDEX],
  );
  return rows.length > 0;
}
