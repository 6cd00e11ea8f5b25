import { createConnection } from 'mysql2/promise';
import { invariants } from '../../src/invariants';

/** The sentences of `npm run invariants` that are not true of this database, with what breaks them. */
export async function brokenInvariants(databaseUrl: string): Promise<readonly string[]> {
  const connection = await createConnection({ uri: databaseUrl, timezone: 'Z' });
  const broken: string[] = [];
  for (const { id, says, sql } of invariants) {
    const [rows] = await connection.query(`SELECT * FROM (${sql}) violations LIMIT 3`);
    if (Array.isArray(rows) && rows.length > 0) broken.push(`${id} ${says}: ${JSON.stringify(rows)}`);
  }
  await connection.end();
  return broken;
}

export async function rows<T>(databaseUrl: string, sql: string, params: readonly string[] = []): Promise<T[]> {
  const connection = await createConnection({ uri: databaseUrl, timezone: 'Z' });
  const [found] = await connection.query(sql, [...params]);
  await connection.end();
  return found as T[];
}
