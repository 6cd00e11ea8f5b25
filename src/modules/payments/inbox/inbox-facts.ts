import { Injectable } from '@nestjs/common';
import { In, IsNull } from 'typeorm';
import { Clock } from '../../../platform/clock';
import { Database } from '../../../platform/database';
import { Money } from '../../../platform/money';
import type { PaymentFact } from '../gateways/gateway.port';
import { Gateways } from '../gateways/gateways';
import { TAKEN } from '../payment.machine';
import { PaymentStore } from '../payment.store';
import { PaymentAttempt, PaymentRefund } from '../payments.entity';
import { namesNothingOfOurs } from './gateway-ids';
import { Inbox } from './inbox.service';
import type { InboxMessage } from './inbox.entity';

/** How long a message may be ahead of the answer that tells us the id it is about; shorter than the ten tries that make a dead letter. */
const MAY_BE_EARLY_MS = 4 * 60_000;
const NOT_OURS = 'no payment of ours has this gateway id';

/** The gateway was faster than our own bookkeeping: try again a little later. */
export class EventIsEarly extends Error {
  constructor(inboxId: string) {
    super(`Message ${inboxId} is about a charge whose answer has not arrived yet`);
    this.name = 'EventIsEarly';
  }
}

/** Makes a fact of a stored message. It is about a payment only when WE stored its gateway id; what the message says of us is not read. */
@Injectable()
export class InboxFacts {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly gateways: Gateways,
    private readonly inbox: Inbox,
    private readonly payments: PaymentStore,
  ) {}

  /** Null when there is nothing to do; the row then says why. @throws EventIsEarly when it should be tried again */
  async factOf(inboxId: string): Promise<PaymentFact | null> {
    const inboxHeld = this.database.inTransaction;
    const message = inboxHeld ? await this.inbox.hold(inboxId) : await this.inbox.get(inboxId);
    if (message.state !== 'received') return null;
    const fact = this.gateways.named(message.gateway).readEvent(message.rawBody, message.eventId);
    if (fact === null) return this.ignore(message, `the type ${message.type} tells nothing about money`);
    if (namesNothingOfOurs(fact)) return this.ignore(message, NOT_OURS);
    const told = { ...fact, inboxHeld };
    return fact.gatewayRefundId === undefined ? this.aboutCharge(message, told) : this.aboutRefund(message, told, fact.gatewayRefundId);
  }

  private async aboutCharge(message: InboxMessage, fact: PaymentFact): Promise<PaymentFact | null> {
    const { gateway } = message;
    const charge = await this.known(
      () => this.payments.chargeCalled(gateway, fact.gatewayId),
      () => this.database.repository(PaymentAttempt).existsBy({ gateway, gatewayId: IsNull(), state: In(['processing', 'unknown']) }),
      message,
    );
    if (!charge) return this.ignore(message, NOT_OURS);
    const { payment, attempt } = charge;
    // A dispute has an amount of its own; whether it can be is decided under the payment's lock.
    const contradiction = fact.gatewayDisputeId === undefined ? payment.contradictionIn(fact, attempt) : null;
    if (contradiction !== null) return this.ignore(message, contradiction);
    if (fact.gatewayDisputeId !== undefined && !TAKEN.includes(payment.status)) throw new EventIsEarly(message.id);
    return { ...fact, inboxId: message.id, paymentId: payment.id, attemptId: attempt.id, orderId: payment.orderId };
  }

  private async aboutRefund(message: InboxMessage, fact: PaymentFact, gatewayId: string): Promise<PaymentFact | null> {
    const { gateway } = message;
    const refunds = this.database.repository(PaymentRefund);
    const refund = await this.known(
      () => refunds.findOneBy({ gateway, gatewayId }),
      () => refunds.existsBy({ gateway, gatewayId: IsNull(), state: In(['pending', 'unknown']) }),
      message,
    );
    if (!refund) return this.ignore(message, 'no refund of ours has this gateway id');
    const payment = await this.payments.get(refund.paymentId);
    const charge = refund.surplusOf === null ? payment : await this.payments.attempt(refund.surplusOf);
    const same = fact.gatewayId === charge?.gatewayId && fact.amount.equals(Money.of(refund.amount, refund.currency));
    if (!same) return this.ignore(message, 'the charge, amount or currency is not that of the refund');
    if (fact.mode !== this.gateways.named(gateway).mode) return this.ignore(message, `the mode is ${fact.mode}`);
    return { ...fact, inboxId: message.id, paymentId: payment.id, refundId: refund.id, orderId: payment.orderId };
  }

  /**
   * What the message is about. While something of ours waits for its gateway id, that may be it. Once nothing does, the id has been written
   * down if it is ours, perhaps since it was looked for: so it is looked for again.
   * @throws EventIsEarly
   */
  private async known<T>(find: () => Promise<T | null>, isOneOpen: () => Promise<boolean>, message: InboxMessage): Promise<T | null> {
    const found = await find();
    if (found) return found;
    const young = this.clock.now().getTime() - message.receivedAt.getTime() < MAY_BE_EARLY_MS;
    if (young && (await isOneOpen())) throw new EventIsEarly(message.id);
    return find();
  }

  private async ignore(message: InboxMessage, reason: string): Promise<null> {
    await this.inbox.markIgnored(message.id, reason);
    return null;
  }
}
