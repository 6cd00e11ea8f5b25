import { randomBytes } from 'node:crypto';
import { parseArgs } from 'node:util';
import { createConnection } from 'mysql2/promise';
import type { Connection, RowDataPacket } from 'mysql2/promise';
import { getMetadataArgsStorage } from 'typeorm';
import { entities } from '../entities';
import { Config } from '../platform/config';
import { isAppendOnly } from '../platform/database';
import { farReachingGrants, setTableRights } from '../platform/database/grants';
import type { Account, TableRights } from '../platform/database/grants';
import { command, reachDatabase } from './command';

const USAGE = `Makes the account that the shop runs under: it may read and write rows, but not change what is append-only, and not change tables.

  DATABASE_URL=<an administrator's> npm run db:grants -- NAME [--host HOST]

  NAME         of the account; it is made when there is none
  --host HOST  where it may connect from (default %, anywhere)

A new account gets the password of APPLICATION_PASSWORD, or a random one that is printed once. Run it again after migrations: new tables
are nobody's until then.`;
const APPEND = ['SELECT', 'INSERT'];
const CHANGE = [...APPEND, 'UPDATE', 'DELETE'];
/** What the shop itself never writes. */
const READ_ONLY = ['platform_migration'];

/** Every table that exists; append-only ones are those whose entities say so. */
async function wantedRights(connection: Connection): Promise<TableRights> {
  const known: readonly object[] = entities;
  const appendOnly = getMetadataArgsStorage()
    .tables.filter(({ target }) => typeof target === 'function' && known.includes(target) && isAppendOnly(target))
    .map(({ name }) => name);
  const [rows] = await connection.query<RowDataPacket[]>(
    `SELECT TABLE_NAME AS name FROM information_schema.tables WHERE TABLE_SCHEMA = DATABASE() AND TABLE_TYPE = 'BASE TABLE' ORDER BY TABLE_NAME`,
  );
  const tables = rows.map((row) => String(row['name']));
  if (tables.length === 0) throw new Error('The database has no tables yet: run the migrations first.');
  return new Map(tables.map((table) => [table, READ_ONLY.includes(table) ? ['SELECT'] : appendOnly.includes(table) ? APPEND : CHANGE]));
}

/** Answers the password of an account that was made now. */
async function ensureAccount(connection: Connection, { name, host }: Account): Promise<string | undefined> {
  const [rows] = await connection.query<RowDataPacket[]>('SELECT 1 FROM mysql.user WHERE User = ? AND Host = ?', [name, host]);
  if (rows.length > 0) return undefined;
  const password = process.env['APPLICATION_PASSWORD'] ?? randomBytes(24).toString('base64url');
  await connection.query('CREATE USER ?@? IDENTIFIED BY ?', [name, host, password]);
  return password;
}

function addressOf(databaseUrl: string, { name }: Account, password: string): string {
  const url = new URL(databaseUrl);
  url.username = name;
  url.password = password;
  return url.href;
}

function readAccount(databaseUrl: string): Account {
  const { values, positionals } = parseArgs({ options: { host: { type: 'string', default: '%' } }, allowPositionals: true });
  const [name] = positionals;
  if (name === undefined || positionals.length > 1 || !/^[A-Za-z0-9_]{1,32}$/.test(name)) throw new Error(USAGE);
  if (!/^[A-Za-z0-9_.:%-]{1,60}$/.test(values.host)) throw new Error(USAGE);
  if (decodeURIComponent(new URL(databaseUrl).username) === name)
    throw new Error('That is the administrator itself: name another account.');
  return { name, host: values.host };
}

async function main(): Promise<void> {
  const { databaseUrl } = new Config(process.env);
  const account = readAccount(databaseUrl);
  await reachDatabase({ databaseUrl });
  const connection = await createConnection({ uri: databaseUrl });
  try {
    const rights = await wantedRights(connection);
    const password = await ensureAccount(connection, account);
    const { granted, revoked } = await setTableRights(connection, account, rights);
    const tooMuch = await farReachingGrants(connection, account);
    if (tooMuch.length > 0) throw new Error(`The account may more than single tables; take this from it first:\n  ${tooMuch.join('\n  ')}`);
    for (const change of [...granted.map((text) => `+ ${text}`), ...revoked.map((text) => `- ${text}`)])
      process.stdout.write(`${change}\n`);
    process.stdout.write(`${account.name}@${account.host} has its rights on ${rights.size} tables.\n`);
    if (password !== undefined) process.stdout.write(`DATABASE_URL=${addressOf(databaseUrl, account, password)}\n`);
  } finally {
    await connection.end();
  }
}

command(main);
