import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createConnection } from 'mysql2/promise';
import type { RunningDatabase } from '../../../deploy/local/database.mjs';
import { rows } from '../../support/invariants';

const ROOT = join(__dirname, '../../..');
const LONG_SECONDS = 20;

/** A server that forgets nothing when it is killed, unlike that of the other tests. */
export class DurableDatabase {
  private constructor(
    private readonly folder: string,
    private readonly server: RunningDatabase,
  ) {}

  static async start(log: (line: string) => void): Promise<DurableDatabase> {
    const { startDatabase } = await import('../../../deploy/local/database.mjs');
    const folder = join(ROOT, '.portico', 'torture', `database-${process.pid}`);
    return new DurableDatabase(folder, await startDatabase({ root: ROOT, dataDir: folder, log }));
  }

  get url(): string {
    return this.server.url;
  }

  find<T>(sql: string, params: readonly string[] = []): Promise<T[]> {
    return rows<T>(this.url, sql, params);
  }

  /** Ends the server and waits until it is gone. */
  async end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    const { pid } = this.server;
    if (pid === null) throw new Error('A database in a container cannot be killed from here');
    process.kill(pid, signal);
    while (isThere(pid)) await sleep(20);
  }

  async revive(): Promise<void> {
    await this.server.revive?.();
  }

  /** Work in a session that is not the shop's; what the server does to it (a deadlock) is its own affair. */
  async asStranger(work: (say: (sql: string) => Promise<unknown>) => Promise<void>): Promise<void> {
    const connection = await createConnection({ uri: this.url });
    await work((sql) => connection.query(sql)).catch(() => undefined);
    connection.destroy();
  }

  /** Transactions that nobody brings to an end. */
  async abandonedTransactions(): Promise<number> {
    const sql = `SELECT trx_id FROM information_schema.innodb_trx WHERE trx_started < NOW() - INTERVAL ${LONG_SECONDS} SECOND`;
    return (await this.find(sql)).length;
  }

  async stop(): Promise<void> {
    await this.server.stop();
    await rm(this.folder, { recursive: true, force: true });
    await rm(`${this.folder}.run`, { recursive: true, force: true });
  }
}

function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
