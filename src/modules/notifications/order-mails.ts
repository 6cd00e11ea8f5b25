import { Injectable } from '@nestjs/common';
import { OrderPaymentLate, OrderCancelled, OrderFulfilled, OrderPaid, OrderRefunded, OrdersFacade } from '../orders';
import type { OrderDigest } from '../orders';
import { OnEvent } from '../../platform/events';
import type { EventMeta, PayloadOf } from '../../platform/events';
import { Together } from '../../platform/together';
import { MailService } from './mail.service';
import type { MailKind } from './mail.service';
import type { Letter } from './templates/letter';
import { orderCancelled, orderPaid, orderPlaced, orderRefunded, orderSent } from './templates/order-letters';

/** Mails about orders, to the address of the order. */
@Injectable()
export class OrderMails {
  /** Letters that are written at the same time read their orders together. */
  private readonly digests = new Together(async (orderIds: readonly string[]) => {
    const found = await this.orders.digestsOf(orderIds);
    return orderIds.map((id) => found.get(id) ?? null);
  });

  constructor(
    private readonly orders: OrdersFacade,
    private readonly mails: MailService,
  ) {}

  /** Whoever pays at once gets one mail. The listener's name is that of the release before, whose rows may still lie in the outbox. */
  @OnEvent(OrderPaymentLate, { listener: 'notifications.order_placed', mode: 'leased' })
  async onPaymentLate({ orderId }: PayloadOf<typeof OrderPaymentLate>, { eventId }: EventMeta): Promise<void> {
    await this.write(eventId, 'order_placed', orderId, (order) => (order.status === 'pending_payment' ? orderPlaced(order) : null));
  }

  /** Money that came when the goods were sold out goes back: then the cancellation says all there is to say. */
  @OnEvent(OrderPaid, { listener: 'notifications.order_paid', mode: 'leased' })
  async onPaid({ orderId }: PayloadOf<typeof OrderPaid>, { eventId }: EventMeta): Promise<void> {
    await this.write(eventId, 'order_paid', orderId, (order) => (order.status === 'cancelled' ? null : orderPaid(order)));
  }

  @OnEvent(OrderCancelled, { listener: 'notifications.order_cancelled', mode: 'leased' })
  async onCancelled({ orderId, reason }: PayloadOf<typeof OrderCancelled>, { eventId }: EventMeta): Promise<void> {
    await this.write(eventId, 'order_cancelled', orderId, (order) => orderCancelled(order, reason));
  }

  @OnEvent(OrderFulfilled, { listener: 'notifications.order_sent', mode: 'leased' })
  async onFulfilled({ orderId, fulfilmentId, complete }: PayloadOf<typeof OrderFulfilled>, { eventId }: EventMeta): Promise<void> {
    await this.mails.sendOnce(eventId, 'order_sent', async () => {
      const order = await this.orders.get(orderId);
      return order && { to: { email: order.email }, letter: orderSent(order, fulfilmentId, complete) };
    });
  }

  @OnEvent(OrderRefunded, { listener: 'notifications.order_refunded', mode: 'leased' })
  async onRefunded({ orderId, complete }: PayloadOf<typeof OrderRefunded>, { eventId }: EventMeta): Promise<void> {
    await this.write(eventId, 'order_refunded', orderId, (order) => orderRefunded(order, complete));
  }

  private async write(eventId: string, kind: MailKind, orderId: string, letter: (order: OrderDigest) => Letter | null): Promise<void> {
    await this.mails.sendOnce(eventId, kind, async () => {
      const order = await this.digests.ask(orderId);
      const written = order && letter(order);
      return written && { to: { email: order.email }, letter: written };
    });
  }
}
