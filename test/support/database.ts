import { DataSource } from 'typeorm';
import { Database, dataSourceOptions, migrate } from '../../src/platform/database';
import { entities } from '../../src/entities';
import { migrations } from '../../src/migrations';
import { freshDatabaseUrl } from './fresh-database';

const schema = { entities, migrations };

export interface TestDatabase {
  /** With the database's name; for a second process or connection. */
  readonly url: string;
  readonly database: Database;
  readonly dataSource: DataSource;
  /** Removes all rows; the tables stay. */
  empty(): Promise<void>;
  close(): Promise<void>;
}

/** A migrated database of this Jest worker's own on the private server that the global setup started. */
export async function testDatabase(poolSize = 10): Promise<TestDatabase> {
  const url = await freshDatabaseUrl(`portico_test_${process.env['JEST_WORKER_ID'] ?? '1'}`);
  await migrate(url, schema);
  const dataSource = await new DataSource(dataSourceOptions(url, poolSize, schema)).initialize();
  return {
    url,
    dataSource,
    database: new Database(dataSource),
    empty: () => emptyTables(dataSource),
    close: () => dataSource.destroy(),
  };
}

async function emptyTables(dataSource: DataSource): Promise<void> {
  const runner = dataSource.createQueryRunner();
  await runner.query('SET FOREIGN_KEY_CHECKS = 0');
  for (const { tableName } of dataSource.entityMetadatas) await runner.query(`DELETE FROM ${tableName}`);
  await runner.query('SET FOREIGN_KEY_CHECKS = 1');
  await runner.release();
}
