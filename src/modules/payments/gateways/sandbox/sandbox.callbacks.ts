import { Injectable, Logger } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { Clock } from '../../../../platform/clock';
import { Config } from '../../../../platform/config';
import { Database } from '../../../../platform/database';
import { Every } from '../../../../platform/jobs';
import { signWebhook } from '../webhook-signature';
import { SIGNATURE_HEADER } from './sandbox.gateway';
import { ANY_FAULT, SandboxFaults } from './sandbox.faults';
import { post } from './sandbox.post';
import { SandboxPostbag } from './sandbox.postbag';
import { spoilt } from './sandbox.spoilt';

const BATCH = 20;
const LEASE_SECONDS = 30;
const MAX_ATTEMPTS = 12;
const PATIENCE_MS = 5_000;
const PATH = '/v1/webhooks/payments/sandbox';

interface DueCallback {
  readonly id: string;
  readonly charge_id: string;
  readonly body: string;
  readonly attempts: number;
}

/** Delivers what the bank owes, over real HTTP, signed like any other gateway's webhooks. */
@Injectable()
export class SandboxCallbacks {
  private readonly logger = new Logger('Sandbox');

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly config: Config,
    private readonly http: HttpAdapterHost,
    private readonly postbag: SandboxPostbag,
    private readonly faults: SandboxFaults,
  ) {}

  @Every({ name: 'payments.sandbox_callbacks', everyMs: 250 })
  async deliverDue(): Promise<void> {
    const url = this.config.sandbox.enabled ? this.target() : undefined;
    if (url === undefined) return;
    let due: readonly DueCallback[];
    do {
      due = await this.claim();
      const delivered = await Promise.all(due.map((callback) => this.deliver(url, callback)));
      await this.markDelivered(due.filter((_, index) => delivered[index]));
    } while (due.length === BATCH);
  }

  /** A process that listens nowhere leaves the webhooks to one that does. */
  private target(): string | undefined {
    if (this.config.sandbox.webhookUrl !== undefined) return this.config.sandbox.webhookUrl.replace(/\/+$/, '') + PATH;
    const server: { address?: () => unknown } | undefined = this.http.httpAdapter?.getHttpServer();
    const address = server?.address?.();
    if (typeof address !== 'object' || address === null || !('port' in address)) return undefined;
    return `http://127.0.0.1:${String(address.port)}${PATH}`;
  }

  private async claim(): Promise<readonly DueCallback[]> {
    const now = this.clock.now();
    if (!(await this.isAnyDue(now))) return [];
    return this.database.transaction(async () => {
      const due = await this.database.query<DueCallback>(
        `SELECT id, charge_id, body, attempts FROM payments_sandbox_callback WHERE state = 'pending' AND due_at <= ?
         ORDER BY due_at LIMIT ${BATCH} FOR UPDATE SKIP LOCKED`,
        [now],
      );
      const until = new Date(now.getTime() + LEASE_SECONDS * 1_000);
      const ids = due.map(({ id }) => id);
      if (ids.length > 0) {
        await this.database.execute('UPDATE payments_sandbox_callback SET attempts = attempts + 1, due_at = ? WHERE id IN (?)', [
          until,
          ids,
        ]);
      }
      return due;
    });
  }

  /** Asks for faults as well, so that nobody else has to while there are none. */
  private async isAnyDue(now: Date): Promise<boolean> {
    const noteFaults = this.faults.beginToAsk();
    const [row] = await this.database.query<{ due: number | string; faulty: number | string }>(
      `SELECT EXISTS (SELECT 1 FROM payments_sandbox_callback WHERE state = 'pending' AND due_at <= ?) AS due, ${ANY_FAULT} AS faulty`,
      [now],
    );
    noteFaults(Number(row?.faulty) === 1);
    return Number(row?.due) === 1;
  }

  private async markDelivered(callbacks: readonly DueCallback[]): Promise<void> {
    if (callbacks.length === 0) return;
    await this.database.execute(`UPDATE payments_sandbox_callback SET state = 'delivered', last_error = NULL WHERE id IN (?)`, [
      callbacks.map(({ id }) => id),
    ]);
  }

  /** Whether it arrived; when not, its next turn is booked. */
  private async deliver(url: string, callback: DueCallback): Promise<boolean> {
    const error = await this.post(url, callback).catch((reason: unknown) => String(reason));
    if (error === null) return true;
    const attempts = callback.attempts + 1;
    const next = new Date(this.clock.now().getTime() + Math.min(60, 2 ** attempts) * 1_000);
    const state = attempts >= MAX_ATTEMPTS ? 'abandoned' : 'pending';
    if (state === 'abandoned') this.logger.warn({ callback: callback.id, error }, 'A webhook of the sandbox could not be delivered');
    await this.database.execute('UPDATE payments_sandbox_callback SET state = ?, due_at = ?, last_error = ? WHERE id = ?', [
      ...[state, next, error.slice(0, 255), callback.id],
    ]);
    return false;
  }

  private async post(url: string, callback: DueCallback): Promise<string | null> {
    const fault = await this.postbag.onItsWay(callback.charge_id);
    if (fault === 'drop_before') return 'The connection broke before the webhook arrived';
    const error = await this.send(url, spoilt(callback.body, fault));
    return fault === 'drop_after' ? 'The connection broke before the answer arrived' : error;
  }

  /** Answers what went wrong, or null. */
  private async send(url: string, text: string): Promise<string | null> {
    const body = Buffer.from(text);
    const signature = signWebhook(this.config.sandbox.webhookSecret, body, this.clock.now());
    const status = await post(url, { 'content-type': 'application/json', [SIGNATURE_HEADER]: signature }, body, PATIENCE_MS);
    return status >= 200 && status < 300 ? null : `The shop answered ${status}`;
  }
}
