import { Injectable } from '@nestjs/common';
import { isOldNews } from '../fact-news';
import type { PaymentFact, PaymentGateway, WebhookEvent } from '../gateways/gateway.port';
import { PaymentStore } from '../payment.store';
import { namesNothingOfOurs } from './gateway-ids';

/** A message that tells what we know, and about which charge. */
export interface Repetition {
  readonly fact: PaymentFact;
  readonly paymentId: string;
  readonly attemptId: string;
}

/** Recognises messages that only repeat what the gateway's answer has told already, as nearly all do: they need no worker. */
@Injectable()
export class OldNews {
  constructor(private readonly payments: PaymentStore) {}

  /**
   * Null for whatever has to be looked at, and while somebody works on the payment: nobody is kept waiting here. Reads a message as `InboxFacts`
   * does, but decides nothing of its own; one that cannot be read is left to it.
   */
  async recognise(gateway: PaymentGateway, { eventId }: WebhookEvent, raw: Buffer): Promise<Repetition | null> {
    const fact = readable(gateway, raw, eventId);
    if (!fact || fact.gatewayId === null || namesNothingOfOurs(fact)) return null;
    const charge = await this.payments.freeChargeCalled(gateway.name, fact.gatewayId);
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
