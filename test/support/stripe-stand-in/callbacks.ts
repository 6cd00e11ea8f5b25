import { createHmac } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

const TRIES = 5;

export interface SentEvent {
  readonly id: string;
  readonly type: string;
  readonly raw: Buffer;
}

/** `t=<seconds>,v1=<hex HMAC-SHA-256>`, with the test scheme beside it that receivers must not take for a signature. */
export function stripeSignature(secret: string, raw: Buffer, at: Date = new Date()): string {
  const timestamp = Math.floor(at.getTime() / 1_000);
  const digest = createHmac('sha256', secret).update(`${timestamp}.`).update(raw).digest('hex');
  return `t=${timestamp},v1=${digest},v0=${'0'.repeat(64)}`;
}

/** Sends events to the shop over HTTP, and again when they are not taken. */
export class Callbacks {
  readonly events: SentEvent[] = [];
  /** Off keeps what happens to itself, for the test to send. */
  automatic = true;
  private target: { readonly url: string; readonly secret: string } | undefined;
  private readonly underWay = new Set<Promise<unknown>>();
  private closed = false;

  sendTo(url: string, secret: string): void {
    this.target = { url, secret };
  }

  happened(event: SentEvent): void {
    this.events.push(event);
    if (!this.automatic || !this.target) return;
    const sending = this.deliver(event).finally(() => this.underWay.delete(sending));
    this.underWay.add(sending);
  }

  of(type: string): SentEvent[] {
    return this.events.filter((event) => event.type === type);
  }

  async deliver(event: SentEvent): Promise<number> {
    let status = 0;
    for (let attempt = 1; attempt <= TRIES && !this.closed; attempt += 1) {
      status = await this.send(event.raw).catch(() => 0);
      if (status >= 200 && status < 300) return status;
      await sleep(100 * 2 ** attempt);
    }
    return status;
  }

  async send(raw: Buffer, signature?: string): Promise<number> {
    if (!this.target) throw new Error('Nobody said where to send webhooks');
    const headers = { 'content-type': 'application/json; charset=utf-8', 'user-agent': 'Stripe/1.0 (+https://stripe.com/docs/webhooks)' };
    const response = await fetch(this.target.url, {
      ...{ method: 'POST', body: raw, signal: AbortSignal.timeout(5_000) },
      headers: { ...headers, 'stripe-signature': signature ?? stripeSignature(this.target.secret, raw) },
    });
    await response.arrayBuffer();
    return response.status;
  }

  async close(): Promise<void> {
    this.closed = true;
    await Promise.allSettled(this.underWay);
  }
}
