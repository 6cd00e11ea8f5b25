import type { IncomingHttpHeaders } from 'node:http';
import { Injectable, Logger } from '@nestjs/common';
import { Clock } from '../../../platform/clock';
import { Database, isDuplicateKey } from '../../../platform/database';
import { Events } from '../../../platform/events';
import { NotFound } from '../../../platform/http';
import { newId } from '../../../platform/ids';
import { FactLog } from '../fact-log';
import type { PaymentGateway, WebhookEvent } from '../gateways/gateway.port';
import { Gateways } from '../gateways/gateways';
import { InboxEventNotReplayable, WebhookSignatureInvalid, WebhookUnreadable } from '../payments.errors';
import { GatewayEventReceived } from '../payments.events';
import { PaymentMetrics } from '../payments.metrics';
import { InboxMessage } from './inbox.entity';
import type { InboxState } from './inbox.entity';
import { OldNews } from './old-news';

export const MAX_FAILURES = 10;
const MAX_ERROR = 500;

/** Takes verified messages in, once each, and remembers what became of them. What may be new in them is worked on later. */
@Injectable()
export class Inbox {
  private readonly logger = new Logger('PaymentInbox');

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly events: Events,
    private readonly gateways: Gateways,
    private readonly metrics: PaymentMetrics,
    private readonly oldNews: OldNews,
    private readonly log: FactLog,
  ) {}

  async receive(gatewayName: string, raw: Buffer, headers: IncomingHttpHeaders): Promise<void> {
    const gateway = this.gateways.find(gatewayName);
    if (!gateway) throw new NotFound('payment gateway');
    const verdict = gateway.verifyWebhook(raw, headers);
    if (!verdict.valid) {
      this.metrics.webhooks.inc({ gateway: gateway.name, verdict: verdict.reason });
      this.logger.warn({ gateway: gateway.name, reason: verdict.reason }, 'A webhook was refused');
      throw new WebhookSignatureInvalid();
    }
    if (verdict.events.length === 0) {
      this.metrics.webhooks.inc({ gateway: gateway.name, verdict: 'unreadable' });
      throw new WebhookUnreadable();
    }
    for (const event of verdict.events) {
      const verdict = await this.store(gateway, event, raw, headers);
      this.metrics.webhooks.inc({ gateway: gateway.name, verdict });
    }
  }

  async get(inboxId: string): Promise<InboxMessage> {
    const message = await this.database.findOne(InboxMessage, 'id = ?', [inboxId]);
    if (!message) throw new NotFound('webhook message');
    return message;
  }

  /** As `get`, and keeps the row until the commit, so that whoever works on the same message waits for what becomes of it. */
  async hold(inboxId: string): Promise<InboxMessage> {
    this.database.requireTransaction();
    const message = await this.database.findOne(InboxMessage, 'id = ? FOR UPDATE', [inboxId]);
    if (!message) throw new NotFound('webhook message');
    return message;
  }

  markProcessed(inboxId: string): Promise<boolean> {
    return this.settle(inboxId, 'processed', null);
  }

  markIgnored(inboxId: string, reason: string): Promise<boolean> {
    return this.settle(inboxId, 'ignored', reason);
  }

  /** Counts a failure; the tenth one makes it a dead letter, for staff to look at. */
  async markFailed(inboxId: string, error: unknown): Promise<InboxState> {
    const text = String(error).slice(0, MAX_ERROR);
    await this.database.execute(
      `UPDATE payments_inbox SET state = IF(attempts + 1 >= ${MAX_FAILURES}, 'dead', state), attempts = attempts + 1, last_error = ?
       WHERE id = ? AND state = 'received'`,
      [text, inboxId],
    );
    const { state, gateway } = await this.get(inboxId);
    if (state === 'dead') {
      this.metrics.deadLetters.inc({ gateway });
      this.logger.error({ inboxId, gateway, error: text }, 'A gateway message was given up');
    }
    return state;
  }

  /** Puts a message back in line. */
  async replay(inboxId: string): Promise<InboxMessage> {
    return this.database.transaction(async () => {
      const matched = await this.database.execute(
        `UPDATE payments_inbox SET state = 'received', attempts = 0, last_error = NULL, settled_at = NULL WHERE id = ? AND state IN ('ignored', 'dead')`,
        [inboxId],
      );
      const message = await this.get(inboxId);
      if (matched !== 1) throw new InboxEventNotReplayable(inboxId, message.state);
      await this.events.publish(GatewayEventReceived, { inboxId });
      return message;
    });
  }

  /** `duplicate` is a message that we have already: gateways send twice. One that tells nothing new, `known`, is settled as it is stored. */
  private async store(
    gateway: PaymentGateway,
    event: WebhookEvent,
    rawBody: Buffer,
    headers: IncomingHttpHeaders,
  ): Promise<'stored' | 'known' | 'duplicate'> {
    const [id, now] = [newId('hook'), this.clock.now()];
    try {
      return await this.database.transaction(async () => {
        const known = await this.oldNews.recognise(gateway, event, rawBody);
        await this.database.insert(InboxMessage, {
          ...{ id, gateway: gateway.name, eventId: event.eventId, type: event.type, rawBody, headers: worthKeeping(headers) },
          ...{ signature: 'valid', state: known ? 'processed' : 'received', attempts: 0, lastError: null },
          ...{ receivedAt: now, settledAt: known ? now : null },
        });
        if (known) await this.log.append(known.paymentId, { ...known.fact, inboxId: id }, 'no_change', { attemptId: known.attemptId });
        else await this.events.publish(GatewayEventReceived, { inboxId: id });
        return known ? 'known' : 'stored';
      });
    } catch (error) {
      if (isDuplicateKey(error, 'payments_inbox_event')) return 'duplicate';
      throw error;
    }
  }

  private async settle(inboxId: string, state: InboxState, reason: string | null): Promise<boolean> {
    const matched = await this.database.execute(
      `UPDATE payments_inbox SET state = ?, last_error = ?, settled_at = ? WHERE id = ? AND state = 'received'`,
      [state, reason?.slice(0, MAX_ERROR) ?? null, this.clock.now(), inboxId],
    );
    return matched === 1;
  }
}

/** The signature and what tells about the sender. Other headers may hold secrets. */
function worthKeeping(headers: IncomingHttpHeaders): Record<string, string> {
  const kept = Object.entries(headers).filter(([name]) => name === 'content-type' || name === 'user-agent' || name.endsWith('signature'));
  return Object.fromEntries(kept.map(([name, value]) => [name, String(value).slice(0, 1024)]));
}
