import { createConnection } from 'mysql2/promise';

/** Drops the database of that name if there is one, makes it anew, empty and without tables, and answers its address. */
export async function freshDatabaseUrl(name: string): Promise<string> {
  const server = serverUrl();
  const connection = await createConnection(server);
  await connection.query('DROP DATABASE IF EXISTS ??', [name]);
  await connection.query('CREATE DATABASE ?? CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci', [name]);
  await connection.end();
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.toString();
}

export function serverUrl(): string {
  const server = process.env['DATABASE_URL'];
  if (!server) throw new Error('DATABASE_URL is not set: the global setup of Jest, or testServer(), starts a server');
  return server;
}
