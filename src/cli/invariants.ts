import { createConnection } from 'mysql2/promise';
import { invariants } from '../invariants';
import { Config } from '../platform/config';
import { command, reachDatabase } from './command';

/** Asks the database for violations of every invariant; ends non-zero when there is one. */
async function main(): Promise<number> {
  const config = new Config(process.env);
  await reachDatabase(config);
  const connection = await createConnection({ uri: config.databaseUrl, timezone: 'Z' });
  let broken = 0;
  for (const { id, says, sql } of invariants) {
    const [rows] = await connection.query(`SELECT * FROM (${sql}) violations LIMIT 10`);
    const found = Array.isArray(rows) ? rows : [];
    broken += found.length > 0 ? 1 : 0;
    process.stdout.write(`${found.length > 0 ? 'BROKEN' : 'holds '}  ${id.padEnd(4)} ${says}\n`);
    for (const row of found) process.stdout.write(`         ${JSON.stringify(row)}\n`);
  }
  await connection.end();
  process.stdout.write(`${invariants.length - broken} of ${invariants.length} invariants hold\n`);
  return broken === 0 ? 0 : 1;
}

command(main, { code: 2 });
