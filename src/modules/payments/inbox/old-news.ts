import { Injectable } from '@nestjs/common';
import { isOldNews } from '../fact-news';
import type { PaymentFact, PaymentGateway, WebhookEvent } from '../gateways/gateway.port';
import { PaymentStore } from '../payment.store';

/** A message that tells what we know, and about which charge. */
export interface OldNewsOf {
  readonly fact: PaymentFact;
  readonly paymentId: string;
  readonly attemptId: string;
}

/** Recognises messages that only repeat what the gateway's answer has told already, as nearly all do: they need neither locks nor a worker. */
@Injectable()
export class OldNews {
  constructor(private readonly payments: PaymentStore) {}

  /** Null for whatever has to be looked at. Decides nothing of its own: a message that cannot be read is left to whoever works on it. */
  async in(gateway: PaymentGateway, { eventId }: WebhookEvent, raw: Buffer): Promise<OldNewsOf | null> {
    const fact = readable(gateway, raw, eventId);
    if (!fact) return null;
    const charge = await this.payments.chargeCalled(gateway.name, fact.gatewayId);
    if (!charge || !isOldNews(fact, charge.payment, charge.attempt)) return null;
    return { fact, paymentId: charge.payment.id, attemptId: charge.attempt.id };
  }
}

function readable(gateway: PaymentGateway, raw: Buffer, eventId: string): PaymentFact | null {
  try {
    return gateway.readEvent(raw, eventId);
  } catch {
    return null;
  }
}
