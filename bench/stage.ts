import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createConnection } from 'mysql2/promise';
import type { Connection, RowDataPacket } from 'mysql2/promise';
import { testServer } from '../test/support/server';
import { writeCatalogue } from './catalogue/catalogue';
import type { Cache } from './options';
import { ROOT, launch } from './processes';
import type { Server } from './processes';

const DATABASE = 'portico_bench';
/** What the demo shop brings along. */
const DEMO_PRODUCTS = 60;
const DRAINED_MS = 600_000;

/** A database with a catalogue, on which both servers work. */
export class Stage {
  private constructor(
    readonly url: string,
    readonly databasePid: number,
    private readonly connection: Connection,
    private readonly close: () => Promise<void>,
  ) {}

  static async build(products: number, tell: (text: string) => void): Promise<Stage> {
    const server = await testServer();
    const url = new URL(server.url);
    const connection = await createConnection(server.url);
    await connection.query(`DROP DATABASE IF EXISTS ${DATABASE}`);
    await connection.query(`CREATE DATABASE ${DATABASE} CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci`);
    await connection.query(`USE ${DATABASE}`);
    url.pathname = `/${DATABASE}`;
    const stage = new Stage(url.toString(), server.pid ?? 0, connection, () => server.stop());
    tell('Preparing a shop ...');
    await stage.run('dist/src/cli/prepare.js');
    tell(`Importing ${products} products ...`);
    const file = join(ROOT, '.portico', 'bench', `products-${products}.csv`);
    await writeCatalogue(file, Math.max(0, products - DEMO_PRODUCTS));
    await stage.run('dist/src/cli/import.js', file);
    return stage;
  }

  /** BENCH_NODE_FLAGS replaces the flags that it is shipped with, to see what they are worth. */
  async startShop(port: number, cache: Cache): Promise<Server> {
    const { SHOP_FLAGS } = await import('../deploy/local/shop-flags.mjs');
    const flags = process.env['BENCH_NODE_FLAGS']?.split(' ') ?? SHOP_FLAGS;
    return launch({ name: 'shop', port, program: [...flags, 'dist/src/start.js'], env: this.environment(port, cache) });
  }

  startBare(port: number): Promise<Server> {
    return launch({
      name: 'bare',
      port,
      program: ['bench/bare-server/entry.cjs'],
      env: { DATABASE_URL: this.url, NODE_ENV: 'production' },
    });
  }

  /** Until the shop's background work has nothing left to do. */
  async settle(): Promise<void> {
    const deadline = Date.now() + DRAINED_MS;
    while ((await this.count("SELECT COUNT(*) AS value FROM platform_outbox WHERE status = 'pending'")) > 0) {
      if (Date.now() > deadline) throw new Error('The outbox of the shop does not become empty.');
      await sleep(100);
    }
  }

  async statements(): Promise<number> {
    const [rows] = await this.connection.query<RowDataPacket[]>("SHOW GLOBAL STATUS LIKE 'Questions'");
    return Number(rows[0]?.['Value'] ?? 0);
  }

  async ids(sql: string): Promise<string[]> {
    const [rows] = await this.connection.query<RowDataPacket[]>(sql);
    return rows.map((row) => String(row['id']));
  }

  async end(): Promise<void> {
    await this.connection.end();
    await this.close();
  }

  private async count(sql: string): Promise<number> {
    const [rows] = await this.connection.query<RowDataPacket[]>(sql);
    return Number(rows[0]?.['value'] ?? 0);
  }

  /** As in production, but for the sandbox gateway, which charges in the same process, and the limits on one source address. */
  private environment(port: number, cache: Cache): Record<string, string> {
    const settings = { NODE_ENV: 'test', RATE_LIMITS: 'off', LOG_LEVEL: 'warn', CATALOG_CACHE: cache, RECONCILE_MINUTES: '0' };
    return { ...settings, MALLOC_ARENA_MAX: '2', DATABASE_URL: this.url, PUBLIC_URL: `http://127.0.0.1:${port}` };
  }

  private run(...args: string[]): Promise<void> {
    const env = { ...process.env, ...this.environment(3000, 'off'), NODE_ENV: 'development' };
    return new Promise((resolve, reject) => {
      execFile(process.execPath, args, { cwd: ROOT, env, maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) =>
        error ? reject(new Error(`${args[0]} failed:\n${stdout.slice(-2000)}\n${stderr.slice(-2000)}`)) : resolve(),
      );
    });
  }
}
