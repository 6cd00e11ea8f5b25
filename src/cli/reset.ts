import { createConnection } from 'mysql2/promise';
import { Config } from '../platform/config';
import { command, reachDatabase } from './command';

/** Drops every table of the database; `npm run db:reset` migrates and seeds it afterwards. */
async function main(): Promise<void> {
  const config = new Config(process.env);
  if (config.isProduction) throw new Error('A production database is never reset.');
  await reachDatabase(config);
  const connection = await createConnection(config.databaseUrl);
  const [tables] = await connection.query('SELECT TABLE_NAME AS name FROM information_schema.tables WHERE table_schema = DATABASE()');
  await connection.query('SET FOREIGN_KEY_CHECKS = 0');
  for (const { name } of Array.isArray(tables) ? (tables as { name: string }[]) : []) await connection.query('DROP TABLE ??', [name]);
  await connection.end();
  process.stdout.write('The database is empty.\n');
}

command(main);
