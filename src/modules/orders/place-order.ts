import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock';
import { Database, isDuplicateKey } from '../../platform/database';
import { Events } from '../../platform/events';
import { newId } from '../../platform/ids';
import { Random, hashToken } from '../../platform/random';
import { assertBalanced } from './order-draft';
import type { OrderDraft } from './order-draft';
import { OrderJournal } from './order-journal';
import { OrderNumbers } from './order-number';
import { OrderSecrets } from './order-secrets';
import { Order, OrderLine } from './order.entity';
import { OrderAlreadyPlaced } from './orders.errors';
import { OrderPlaced } from './orders.events';

const NUMBER_TRIES = 5;

export interface PlacedOrder {
  readonly id: string;
  readonly number: string;
  /** The guest's key to the order. It is not stored and cannot be told again. */
  readonly token: string;
}

@Injectable()
export class PlaceOrder {
  constructor(
    private readonly database: Database,
    private readonly events: Events,
    private readonly clock: Clock,
    private readonly random: Random,
    private readonly numbers: OrderNumbers,
    private readonly secrets: OrderSecrets,
    private readonly journal: OrderJournal,
  ) {}

  async create(draft: OrderDraft): Promise<PlacedOrder> {
    this.database.requireTransaction();
    assertBalanced(draft);
    const id = newId('ord');
    const token = this.random.token();
    const number = await this.insert(id, hashToken(token), draft);
    await this.database.insert(OrderLine, ...draft.lines.map((line, position) => lineRow(id, position, line)));
    await this.journal.remember(id, { reason: 'placed', actor: draft.customerId ?? 'guest' });
    await this.events.publish(OrderPlaced, { orderId: id, number });
    return { id, number, token };
  }

  /** Another order may have the same random number: then the next one is tried. The cart's unique key means it was ordered before. */
  private async insert(id: string, tokenHash: string, draft: OrderDraft): Promise<string> {
    const row = { id, tokenHash, ...this.snapshot(draft) };
    for (let attempt = 1; ; attempt += 1) {
      const number = this.numbers.next();
      try {
        await this.database.insert(Order, { ...row, number });
        return number;
      } catch (error) {
        if (isDuplicateKey(error, 'orders_order_cart')) throw new OrderAlreadyPlaced(draft.cartId);
        if (!isDuplicateKey(error, 'orders_order_number') || attempt === NUMBER_TRIES) throw error;
      }
    }
  }

  private snapshot(draft: OrderDraft) {
    const { totals, shipping, lines } = draft;
    return {
      status: 'pending_payment' as const,
      currency: draft.currency,
      cartId: draft.cartId,
      customerId: draft.customerId,
      email: this.secrets.seal(draft.email),
      emailHash: this.secrets.emailHash(draft.email),
      shippingAddress: this.secrets.sealAddress(draft.shippingAddress),
      billingAddress: this.secrets.sealAddress(draft.billingAddress),
      shippingMethod: draft.shippingMethod,
      subtotal: lines.reduce((total, line) => total + line.subtotal, 0),
      discountTotal: lines.reduce((total, line) => total + line.discount, 0),
      shippingTotal: shipping.subtotal - shipping.discount,
      shippingNet: shipping.net,
      shippingTax: shipping.tax,
      taxTotal: totals.tax,
      grandTotal: totals.gross,
      lateAnnouncedAt: null,
      taxBreakdown: [...draft.taxBreakdown],
      coupons: [...draft.coupons],
      placedAt: this.clock.now(),
    };
  }
}

function lineRow(orderId: string, position: number, line: OrderDraft['lines'][number]) {
  return {
    id: newId('line'),
    orderId,
    position,
    variantId: line.variantId,
    productId: line.productId,
    sku: line.sku,
    title: line.title,
    variantTitle: line.variantTitle,
    options: { ...line.options },
    imageUrl: line.imageUrl,
    requiresShipping: line.requiresShipping,
    quantity: line.quantity,
    unitPrice: line.unitPrice,
    subtotal: line.subtotal,
    discount: line.discount,
    net: line.net,
    tax: line.tax,
    total: line.gross,
    taxComponents: [...line.taxComponents],
  };
}
