import { createHash, randomBytes } from 'node:crypto';
import type { ResultSetHeader, RowDataPacket } from 'mysql2';
import type { Pool, PoolConnection } from 'mysql2/promise';

/** An answer other than 200. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    detail: string,
  ) {
    super(detail);
  }
}

export interface Asked {
  readonly id: string;
  readonly query: URLSearchParams;
  readonly headers: NodeJS.Dict<string | string[]>;
  readonly body: Readonly<Record<string, unknown>>;
}

export type Value = string | number | boolean | Date | null;
type Runner = Pool | PoolConnection;

export async function rows<T>(on: Runner, sql: string, values: readonly Value[]): Promise<T[]> {
  const [found] = await on.execute<RowDataPacket[]>(sql, [...values]);
  return found as T[];
}

/** Answers how many rows it has changed. */
export async function write(on: Runner, sql: string, values: readonly Value[]): Promise<number> {
  const [result] = await on.execute<ResultSetHeader>(sql, [...values]);
  return result.affectedRows;
}

export async function inTransaction<T>(pool: Pool, work: (connection: PoolConnection) => Promise<T>): Promise<T> {
  const connection = await pool.getConnection();
  try {
    await connection.query('START TRANSACTION');
    const result = await work(connection);
    await connection.query('COMMIT');
    return result;
  } catch (error) {
    await connection.query('ROLLBACK');
    throw error;
  } finally {
    connection.release();
  }
}

let last = 0;

/** Rises with time, as the shop's do, so that inserts land at the end of the index. */
export function newId(prefix: string): string {
  last = Math.max(last + 1, Date.now() * 1000);
  return `${prefix}_${last.toString(36).padStart(11, '0')}${randomBytes(8).readBigUInt64BE().toString(36).padStart(13, '0').slice(0, 11)}`;
}

export const newToken = (): string => randomBytes(32).toString('base64url');
export const hashOf = (token: unknown): string =>
  createHash('sha256')
    .update(typeof token === 'string' ? token : '')
    .digest('hex');
export const money = (amount: number, currency: string) => ({ amount, currency });
/** MySQL's driver parses JSON columns, MariaDB's may not. */
export const parsed = <T>(value: unknown): T => (typeof value === 'string' ? JSON.parse(value) : value) as T;
