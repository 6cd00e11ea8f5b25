import type { Connection, RowDataPacket } from 'mysql2/promise';

/** What an account may do with each table of a database. */
export type TableRights = ReadonlyMap<string, readonly string[]>;

export interface Account {
  readonly name: string;
  readonly host: string;
}

export interface GrantReport {
  readonly granted: readonly string[];
  readonly revoked: readonly string[];
}

/** Rights by table only: what is granted for a whole database, or the whole server, would reach the append-only tables too. */
const ALL_IN_ALL = /^GRANT (?!USAGE\b).* ON (\*\.\*|[`"][^`"]+[`"]\.\*) TO /i;
const ROLE = /^GRANT (?!.* ON ).* TO /i;

/**
 * Makes the account's rights on the current database exactly these: gives what is missing first and takes what is too much afterwards, so
 * that a shop which is running under the account never lacks a right in between.
 */
export async function setTableRights(connection: Connection, account: Account, rights: TableRights): Promise<GrantReport> {
  const before = await rightsOf(connection, account);
  const [granted, revoked]: [string[], string[]] = [[], []];
  for (const [table, wanted] of rights) {
    const missing = wanted.filter((right) => !before.get(table)?.includes(right));
    if (missing.length === 0) continue;
    await connection.query(`GRANT ${missing.join(', ')} ON ?? TO ?@?`, [table, account.name, account.host]);
    granted.push(`${missing.join(', ')} on ${table}`);
  }
  for (const [table, held] of before) {
    const surplus = held.filter((right) => !rights.get(table)?.includes(right));
    if (surplus.length === 0) continue;
    await connection.query(`REVOKE ${surplus.join(', ')} ON ?? FROM ?@?`, [table, account.name, account.host]);
    revoked.push(`${surplus.join(', ')} on ${table}`);
  }
  return { granted, revoked };
}

/** Grants that reach further than single tables; there must be none. */
export async function farReachingGrants(connection: Connection, account: Account): Promise<readonly string[]> {
  const [rows] = await connection.query<RowDataPacket[]>('SHOW GRANTS FOR ?@?', [account.name, account.host]);
  return rows.map((row) => String(Object.values(row)[0])).filter((grant) => ALL_IN_ALL.test(grant) || ROLE.test(grant));
}

async function rightsOf(connection: Connection, { name, host }: Account): Promise<Map<string, string[]>> {
  const [rows] = await connection.query<RowDataPacket[]>(
    'SELECT TABLE_NAME AS name, PRIVILEGE_TYPE AS held FROM information_schema.table_privileges WHERE GRANTEE = ? AND TABLE_SCHEMA = DATABASE()',
    [`'${name}'@'${host}'`],
  );
  const rights = new Map<string, string[]>();
  for (const row of rows) rights.set(String(row['name']), [...(rights.get(String(row['name'])) ?? []), String(row['held'])]);
  return rights;
}
