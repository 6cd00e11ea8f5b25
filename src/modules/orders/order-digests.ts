import { Injectable } from '@nestjs/common';
import { Database, jsonValue } from '../../platform/database';
import { groupBy } from '../../platform/group-by';
import { inOrder } from '../../platform/in-order';
import { Money, toInteger } from '../../platform/money';
import type { ShippingMethodSnapshot } from './order-draft';
import { OrderSecrets } from './order-secrets';
import type { OrderStatus } from './order-status';
import type { OrderLineView, OrderView } from './order-view';

/** What there is to say about an order in a few words, and to whom. */
export interface OrderDigest extends Pick<OrderView, 'number' | 'status' | 'email' | 'shippingTotal' | 'taxTotal' | 'total'> {
  readonly shippingMethod: { readonly title: string } | null;
  readonly lines: readonly Pick<OrderLineView, 'id' | 'quantity' | 'title' | 'variantTitle' | 'total'>[];
}

interface Row {
  readonly id: string;
  readonly number: string;
  readonly status: OrderStatus;
  readonly email: string;
  readonly currency: string;
  readonly shippingMethod: unknown;
  readonly shippingTotal: string | number;
  readonly taxTotal: string | number;
  readonly grandTotal: string | number;
  readonly lineId: string | null;
  readonly position: number | null;
  readonly quantity: number;
  readonly title: string;
  readonly variantTitle: string;
  readonly lineTotal: string | number;
}

/** Reads what letters say of orders: some columns of several orders, in one statement. */
@Injectable()
export class OrderDigests {
  constructor(
    private readonly database: Database,
    private readonly secrets: OrderSecrets,
  ) {}

  /** Orders that do not exist are absent. */
  async of(orderIds: readonly string[]): Promise<ReadonlyMap<string, OrderDigest>> {
    if (orderIds.length === 0) return new Map();
    const rows = await this.database.query<Row>(
      `SELECT o.id, o.number, o.status, o.email, o.currency, o.shipping_method AS shippingMethod, o.shipping_total AS shippingTotal,
         o.tax_total AS taxTotal, o.grand_total AS grandTotal,
         l.id AS lineId, l.position, l.quantity, l.title, l.variant_title AS variantTitle, l.total AS lineTotal
       FROM orders_order o LEFT JOIN orders_line l ON l.order_id = o.id WHERE o.id IN (?)`,
      [orderIds],
    );
    return new Map(
      [
        ...groupBy(
          inOrder(rows, ({ position }) => position ?? 0),
          ({ id }) => id,
        ),
      ].flatMap(([id, own]) => (own[0] ? [[id, this.digest(own[0], own)]] : [])),
    );
  }

  private digest({ number, status, email, currency, ...order }: Row, lines: readonly Row[]): OrderDigest {
    const money = (amount: string | number): Money => Money.of(toInteger(amount), currency);
    return {
      number,
      status,
      email: this.secrets.open(email),
      shippingMethod: jsonValue<ShippingMethodSnapshot | null>(order.shippingMethod),
      shippingTotal: money(order.shippingTotal),
      taxTotal: money(order.taxTotal),
      total: money(order.grandTotal),
      lines: lines.flatMap(({ lineId: id, quantity, title, variantTitle, lineTotal }) =>
        id === null ? [] : [{ id, quantity, title, variantTitle, total: money(lineTotal) }],
      ),
    };
  }
}
