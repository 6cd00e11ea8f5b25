import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RunningDatabase } from '../../../deploy/local/database.mjs';
import { Client } from '../../support/client';
import { brokenInvariants } from '../../support/invariants';
import { testServer } from '../../support/server';
import { startShop } from '../../support/shop';
import type { Shop } from '../../support/shop';
import { Rows } from './rows';

export const WEBHOOK_SECRET = 'torture-webhook-secret';
const PROCESSES = 4;
/** Requests go to two; the other two sweep and dispatch with them. */
const SERVING = 2;
const TOKEN_MS = 5 * 60_000;
const SETTLE_MS = 20_000;

/** What waits to be done: the round is over when there is none of it. */
const UNSETTLED = `SELECT 'events' AS what, COUNT(*) AS n FROM platform_outbox WHERE status = 'pending'
  UNION ALL SELECT 'webhooks', COUNT(*) FROM payments_sandbox_callback WHERE state = 'pending'
  UNION ALL SELECT 'payments', COUNT(*) FROM payments_payment WHERE status IN ('processing', 'unknown')
  UNION ALL SELECT 'refunds', COUNT(*) FROM payments_refund WHERE state IN ('pending', 'unknown')
  UNION ALL SELECT 'expired', COUNT(*) FROM inventory_reservation WHERE state = 'held' AND expires_at < UTC_TIMESTAMP(3)`;

/** The shop that all races are run in: several processes, one database. */
export class Ground {
  private signedInAt = 0;
  private authorization = '';

  private constructor(
    private readonly server: RunningDatabase,
    private readonly shop: Shop,
    private readonly mails: string,
    readonly rows: Rows,
  ) {}

  static async start(): Promise<Ground> {
    const server = await testServer();
    const mails = await mkdtemp(join(tmpdir(), 'portico-torture-mails-'));
    const env = {
      SANDBOX_WEBHOOK_SECRET: WEBHOOK_SECRET,
      SANDBOX_TIMEOUT_MS: '500',
      TRUSTED_PROXIES: '127.0.0.1/32',
      MAIL_DIRECTORY: mails,
      RECONCILE_MINUTES: '0',
    };
    try {
      const shop = await startShop({ name: 'torture_races', processes: PROCESSES, env });
      return new Ground(server, shop, mails, new Rows(shop.databaseUrl));
    } catch (error) {
      await server.stop();
      throw error;
    }
  }

  get urls(): readonly string[] {
    return this.shop.urls.slice(0, SERVING);
  }

  get databaseUrl(): string {
    return this.shop.databaseUrl;
  }

  /** The Authorization header of a manager. */
  get staff(): string {
    return this.authorization;
  }

  /** Access tokens live ten minutes, runs longer. */
  async keepStaffSignedIn(): Promise<void> {
    if (Date.now() - this.signedInAt < TOKEN_MS) return;
    const body = { email: 'admin@example.com', password: 'portico demo passphrase' };
    const { body: session } = await new Client(this.urls[0] ?? '').post<{ accessToken: string }>('/v1/auth/login', { body });
    this.authorization = `Bearer ${session.accessToken}`;
    this.signedInAt = Date.now();
  }

  /** Waits until nothing is under way any more; answers what still was when the patience ended. */
  async settled(patienceMs = SETTLE_MS): Promise<readonly string[]> {
    const deadline = Date.now() + patienceMs;
    for (;;) {
      const open = (await this.rows.find<{ what: string; n: string }>(UNSETTLED)).filter(({ n }) => Number(n) > 0);
      if (open.length === 0) return [];
      if (Date.now() > deadline) return open.map(({ what, n }) => `${n} ${what} were not settled within ${patienceMs / 1_000} s`);
      await sleep(open.some(({ n }) => Number(n) > 500) ? 500 : 30);
    }
  }

  brokenInvariants(): Promise<readonly string[]> {
    return brokenInvariants(this.shop.databaseUrl);
  }

  /** Deadlocks that the server has resolved so far, where it counts them. */
  deadlocks(): Promise<number> {
    return this.rows.find<{ Value: string }>("SHOW GLOBAL STATUS LIKE 'Innodb_deadlocks'").then(([row]) => Number(row?.Value ?? 0));
  }

  log(): string {
    return this.shop.log();
  }

  async stop(): Promise<void> {
    await this.rows.close();
    await this.shop.stop();
    await this.server.stop();
    await rm(this.mails, { recursive: true, force: true });
  }
}
