import house from '../../src/modules/modules.json';
import { entities } from '../../src/entities';
import { migrations } from '../../src/migrations';
import { testDatabase } from '../support/database';
import type { TestDatabase } from '../support/database';

const owners = ['platform', ...Object.keys(house.uses)];
let db: TestDatabase;

beforeAll(async () => {
  db = await testDatabase(2);
});

afterAll(() => db.close());

function ownerOf(table: string): string | undefined {
  return owners.find((owner) => table.startsWith(`${owner}_`));
}

it('has entities that are exactly what the migrations make', async () => {
  await knowJson();
  const { upQueries } = await db.dataSource.driver.createSchemaBuilder().log();
  expect(upQueries.map(({ query }) => query)).toEqual([]);
});

it('keeps the migrations in one line of time', () => {
  const stamps = migrations.map(({ name }) => name.slice(-13));
  expect(stamps).toEqual([...stamps].sort());
  expect(new Set(stamps).size).toBe(stamps.length);
});

it('names each table after the module that owns it', async () => {
  const tables = await db.database.query<{ name: string }>(
    'SELECT TABLE_NAME AS name FROM information_schema.tables WHERE table_schema = DATABASE()',
  );
  expect(tables.map(({ name }) => name).filter((name) => ownerOf(name) === undefined)).toEqual([]);
  const known = db.dataSource.entityMetadatas.map(({ tableName }) => tableName);
  expect(tables.map(({ name }) => name).filter((name) => !known.includes(name))).toEqual(['platform_migration']);
  expect(new Set(entities).size).toBe(entities.length);
});

it('has foreign keys inside modules only', async () => {
  const keys = await db.database.query<{ source: string; target: string }>(
    `SELECT TABLE_NAME AS source, REFERENCED_TABLE_NAME AS target FROM information_schema.key_column_usage
     WHERE table_schema = DATABASE() AND referenced_table_name IS NOT NULL`,
  );
  expect(keys.length).toBeGreaterThan(0);
  expect(keys.filter(({ source, target }) => ownerOf(source) !== ownerOf(target))).toEqual([]);
});

it('compares ids, codes and hashes byte by byte', async () => {
  const columns = await db.database.query<{ name: string }>(
    `SELECT CONCAT(TABLE_NAME, '.', COLUMN_NAME) AS name FROM information_schema.columns WHERE table_schema = DATABASE()
     AND (column_name = 'id' OR column_name LIKE '%\\_id' OR column_name LIKE '%\\_hash') AND data_type IN ('char', 'varchar') AND collation_name <> 'ascii_bin'`,
  );
  expect(columns.map(({ name }) => name)).toEqual([]);
});

it('holds money in BIGINT, never in a rounding type', async () => {
  const columns = await db.database.query<{ name: string }>(
    `SELECT CONCAT(TABLE_NAME, '.', COLUMN_NAME) AS name FROM information_schema.columns
     WHERE table_schema = DATABASE() AND data_type IN ('float', 'double', 'decimal')`,
  );
  expect(columns.map(({ name }) => name)).toEqual([]);
});

/** TypeORM reads from the version of a MariaDB whether JSON is a name for LONGTEXT; the lower numbers of MySQL, where it never is, mislead it. */
async function knowJson(): Promise<void> {
  const [row] = await db.database.query<{ version: string }>('SELECT VERSION() AS version');
  if (!row?.version.includes('MariaDB')) db.dataSource.driver.version = '10.4.3';
}
