import { createConnection } from 'mysql2/promise';
import type { Connection, RowDataPacket } from 'mysql2/promise';
import { freshDatabaseUrl, serverUrl } from './fresh-database';

/** Made by the first test file that needs a seeded shop; its last table says that it is whole. */
const SEEDED = 'portico_seeded';
const READY = 'is_ready';
const PATIENCE_SECONDS = 300;

type Row = RowDataPacket & Readonly<Record<string, string>>;

/**
 * A database with the demo shop in it. The demo is seeded once per run, by `seed`, and copied for every further shop: seeding goes
 * through the API of a whole application and takes several seconds of processor time, a copy a fraction of one.
 */
export async function seededDatabaseUrl(name: string, seed: (url: string) => Promise<void>): Promise<string> {
  const connection = await createConnection(serverUrl());
  try {
    await connection.query('SELECT GET_LOCK(?, ?)', [SEEDED, PATIENCE_SECONDS]);
    if (!(await tablesOf(connection, SEEDED)).includes(READY)) {
      await seed(await freshDatabaseUrl(SEEDED));
      await connection.query('CREATE TABLE ??.?? (id INT)', [SEEDED, READY]);
    }
    await connection.query('DO RELEASE_LOCK(?)', [SEEDED]);
    const url = await freshDatabaseUrl(name);
    await copyTables(connection, SEEDED, name);
    return url;
  } finally {
    await connection.end();
  }
}

/** On a server that outlives the run, what an earlier run has seeded may be of another version. */
export async function forgetTemplates(): Promise<void> {
  const connection = await createConnection(serverUrl());
  await connection.query('DROP DATABASE IF EXISTS ??', [SEEDED]);
  await connection.end();
}

async function tablesOf(connection: Connection, database: string): Promise<string[]> {
  const [tables] = await connection.query<Row[]>('SELECT TABLE_NAME AS name FROM information_schema.tables WHERE table_schema = ?', [
    database,
  ]);
  return tables.map(({ name }) => name ?? '');
}

/** SHOW CREATE and not LIKE, which forgets foreign keys. */
async function copyTables(connection: Connection, from: string, to: string): Promise<void> {
  await connection.query('SET FOREIGN_KEY_CHECKS = 0, UNIQUE_CHECKS = 0');
  for (const table of await tablesOf(connection, from)) {
    if (table === READY) continue;
    await connection.query('USE ??', [from]);
    const [[created]] = await connection.query<Row[]>('SHOW CREATE TABLE ??', [table]);
    await connection.query('USE ??', [to]);
    await connection.query(created?.['Create Table'] ?? '');
    await connection.query('INSERT INTO ?? SELECT * FROM ??.??', [table, from, table]);
  }
}
