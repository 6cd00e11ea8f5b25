import { createPool } from 'mysql2/promise';
import type { Pool } from 'mysql2/promise';

const CHUNK = 500;

type Row = Record<string, unknown>;

/** The shop's database, looked at from outside. */
export class Rows {
  private readonly pool: Pool;

  constructor(url: string) {
    this.pool = createPool({ uri: url, connectionLimit: 4, timezone: 'Z' });
  }

  async find<T>(sql: string, params: readonly unknown[] = []): Promise<T[]> {
    const [found] = await this.pool.query(sql, [...params]);
    return found as T[];
  }

  /** The one number that the statement selects. */
  async number(sql: string, params: readonly unknown[] = []): Promise<number> {
    const [row] = await this.find<Row>(sql, params);
    return Number(Object.values(row ?? {})[0] ?? 0);
  }

  async write(sql: string, params: readonly unknown[] = []): Promise<void> {
    await this.pool.query(sql, [...params]);
  }

  /** Stores copies of a row that the shop itself has made, each with other values in some columns. */
  async copy(table: string, original: Row, copies: readonly Row[]): Promise<void> {
    const columns = Object.keys(original);
    const values = copies.map((copy) => columns.map((column) => plain(column in copy ? copy[column] : original[column])));
    for (let start = 0; start < values.length; start += CHUNK) {
      await this.pool.query(`INSERT INTO ${table} (${columns.join(', ')}) VALUES ?`, [values.slice(start, start + CHUNK)]);
    }
  }

  async close(): Promise<void> {
    await this.pool.end();
  }
}

/** JSON columns are objects in some drivers' eyes. */
function plain(value: unknown): unknown {
  const isDocument = typeof value === 'object' && value !== null && !(value instanceof Date) && !Buffer.isBuffer(value);
  return isDocument ? JSON.stringify(value) : value;
}
