import type { RowDataPacket } from 'mysql2/promise';
import { DataSource } from 'typeorm';
import { bareConnection } from './bare-connection';
import { MIGRATIONS_TABLE, patientOptions } from './data-source-options';
import type { Schema } from './data-source-options';
import { driverError } from './errors';

const LOCK_WAIT_SECONDS = 60;

/** Brings a database to the newest migration. Several processes may call it at once: one works, the others wait. Answers what was run. */
export async function migrate(url: string, schema: Schema): Promise<string[]> {
  const dataSource = await new DataSource(patientOptions(url, 2, schema)).initialize();
  const holder = dataSource.createQueryRunner();
  const lock = `portico.migrate.${String(dataSource.driver.database)}`.slice(0, 64);
  try {
    const [row]: { held: unknown }[] = await holder.query('SELECT GET_LOCK(?, ?) AS held', [lock, LOCK_WAIT_SECONDS]);
    if (Number(row?.held) !== 1) throw new Error(`Another process has been migrating for more than ${LOCK_WAIT_SECONDS} s`);
    return (await dataSource.runMigrations()).map(({ name }) => name);
  } finally {
    await holder.query('SELECT RELEASE_LOCK(?)', [lock]).catch(() => undefined);
    await holder.release();
    await dataSource.destroy();
  }
}

/** Migrations that the code has and the database has not. Asked at each start, so on one bare connection. */
export async function pendingMigrations(url: string, { migrations }: Schema): Promise<boolean> {
  const connection = await bareConnection(url);
  try {
    const [rows] = await connection.query<({ name: string } & RowDataPacket)[]>(`SELECT name FROM ${MIGRATIONS_TABLE}`);
    const run = new Set(rows.map(({ name }) => name));
    return migrations.some((migration) => !run.has(new migration().name ?? migration.name));
  } catch (error) {
    if (driverError(error)?.code === 'ER_NO_SUCH_TABLE') return true;
    throw error;
  } finally {
    await connection.end();
  }
}
