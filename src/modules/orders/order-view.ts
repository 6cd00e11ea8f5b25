import { Money } from '../../platform/money';
import type { AppliedCoupon, PostalAddress, TaxComponent, TaxRow } from './order-draft';
import type { OrderStatus } from './order-status';
import type { Fulfilment, FulfilmentLine } from './fulfilment.entity';
import { openUnits } from './open-units';
import type { Order, OrderHistory, OrderLine } from './order.entity';
import type { OrderRefund, OrderRefundLine, OrderRefundState } from './refund.entity';

export interface OrderLineView {
  readonly id: string;
  readonly variantId: string;
  readonly productId: string;
  readonly sku: string | null;
  readonly title: string;
  readonly variantTitle: string;
  readonly options: Readonly<Record<string, string>>;
  readonly imageUrl: string | null;
  readonly requiresShipping: boolean;
  readonly quantity: number;
  readonly fulfilledQuantity: number;
  /** Under way included. */
  readonly refundedQuantity: number;
  /** Neither sent, nor refunded before they were; 0 of an order that is cancelled or refunded. */
  readonly openQuantity: number;
  readonly unitPrice: Money;
  readonly subtotal: Money;
  readonly discount: Money;
  readonly net: Money;
  readonly tax: Money;
  readonly total: Money;
  readonly taxComponents: readonly TaxComponent[];
}

export interface HistoryView {
  readonly version: number;
  readonly from: OrderStatus | null;
  readonly to: OrderStatus;
  readonly reason: string | null;
  readonly actor: string;
  readonly at: Date;
}

export interface FulfilmentView {
  readonly id: string;
  readonly lines: readonly { readonly lineId: string; readonly quantity: number }[];
  readonly carrier: string | null;
  readonly trackingNumber: string | null;
  readonly trackingUrl: string | null;
  readonly createdAt: Date;
}

export interface OrderRefundView {
  readonly id: string;
  readonly paymentId: string;
  readonly status: OrderRefundState;
  readonly amount: Money;
  readonly tax: Money;
  readonly lines: readonly { readonly lineId: string; readonly quantity: number; readonly amount: Money }[];
  readonly shipping: Money;
  readonly adjustment: Money;
  readonly reason: string | null;
  readonly createdAt: Date;
}

/** An order in plain values, with what is sealed opened: for its owner, for staff, and for other modules. */
export interface OrderView {
  readonly id: string;
  readonly number: string;
  readonly status: OrderStatus;
  readonly version: number;
  readonly currency: string;
  readonly cartId: string;
  readonly customerId: string | null;
  readonly email: string;
  readonly shippingAddress: PostalAddress | null;
  readonly billingAddress: PostalAddress | null;
  readonly shippingMethod: { readonly id: string; readonly title: string; readonly amount: Money } | null;
  readonly lines: readonly OrderLineView[];
  readonly subtotal: Money;
  readonly discountTotal: Money;
  readonly shippingTotal: Money;
  readonly taxTotal: Money;
  readonly total: Money;
  readonly taxBreakdown: readonly TaxRow[];
  readonly coupons: readonly AppliedCoupon[];
  readonly fulfilments: readonly FulfilmentView[];
  readonly refunds: readonly OrderRefundView[];
  readonly history: readonly HistoryView[];
  readonly placedAt: Date;
  readonly paidAt: Date | null;
  readonly cancelledAt: Date | null;
  readonly cancelReason: string | null;
}

/** One row of a list of orders. */
export interface OrderSummary {
  readonly id: string;
  readonly number: string;
  readonly status: OrderStatus;
  readonly customerId: string | null;
  readonly email: string;
  readonly total: Money;
  readonly itemCount: number;
  readonly placedAt: Date;
}

/** What the tables hold of one order. */
export interface OrderRows {
  readonly order: Order;
  readonly lines: readonly OrderLine[];
  readonly history: readonly OrderHistory[];
  readonly fulfilments: readonly Fulfilment[];
  readonly sent: readonly FulfilmentLine[];
  readonly refunds: readonly OrderRefund[];
  readonly returned: readonly OrderRefundLine[];
}

/** What only the holder of the keys can read. */
export type OpenedOrder = Pick<OrderView, 'email' | 'shippingAddress' | 'billingAddress'>;

export function orderView({ order, lines, history, fulfilments, sent, refunds, returned }: OrderRows, opened: OpenedOrder): OrderView {
  const money = (amount: number): Money => Money.of(amount, order.currency);
  const { id, number, status, version, currency, cartId, customerId, placedAt, paidAt, cancelledAt, cancelReason } = order;
  return {
    ...{ id, number, status, version, currency, cartId, customerId, placedAt, paidAt, cancelledAt, cancelReason },
    email: opened.email,
    shippingAddress: opened.shippingAddress,
    billingAddress: opened.billingAddress,
    shippingMethod: order.shippingMethod && { ...order.shippingMethod, amount: money(order.shippingMethod.amount) },
    lines: lines.map((line) => lineView(line, money, status === 'cancelled' || status === 'refunded')),
    subtotal: money(order.subtotal),
    discountTotal: money(order.discountTotal),
    shippingTotal: money(order.shippingTotal),
    taxTotal: money(order.taxTotal),
    total: money(order.grandTotal),
    taxBreakdown: order.taxBreakdown,
    coupons: order.coupons,
    fulfilments: fulfilments.map((fulfilment) => fulfilmentView(fulfilment, sent)),
    refunds: refunds.map((refund) => refundView(refund, returned, money)),
    history: history.map(historyView),
  };
}

function historyView({ version, fromStatus, toStatus, reason, actor, createdAt }: OrderHistory): HistoryView {
  return { version, from: fromStatus, to: toStatus, reason, actor, at: createdAt };
}

function lineView(line: OrderLine, money: (amount: number) => Money, over: boolean): OrderLineView {
  const { id, variantId, productId, sku, title, variantTitle, options, imageUrl, requiresShipping, quantity, taxComponents } = line;
  return {
    ...{ id, variantId, productId, sku, title, variantTitle, options, imageUrl, requiresShipping, quantity, taxComponents },
    fulfilledQuantity: line.fulfilled,
    refundedQuantity: line.refunded,
    openQuantity: over ? 0 : openUnits(line),
    unitPrice: money(line.unitPrice),
    subtotal: money(line.subtotal),
    discount: money(line.discount),
    net: money(line.net),
    tax: money(line.tax),
    total: money(line.total),
  };
}

function fulfilmentView(fulfilment: Fulfilment, sent: readonly FulfilmentLine[]): FulfilmentView {
  const { id, carrier, trackingNumber, trackingUrl, createdAt } = fulfilment;
  const lines = sent.filter((line) => line.fulfilmentId === id).map(({ lineId, quantity }) => ({ lineId, quantity }));
  return { id, carrier, trackingNumber, trackingUrl, createdAt, lines };
}

function refundView(refund: OrderRefund, returned: readonly OrderRefundLine[], money: (amount: number) => Money): OrderRefundView {
  const { id, paymentId, state: status, reason, createdAt } = refund;
  const lines = returned.filter((line) => line.refundId === id);
  return {
    ...{ id, paymentId, status, reason, createdAt },
    lines: lines.map(({ lineId, quantity, amount }) => ({ lineId, quantity, amount: money(amount) })),
    amount: money(refund.amount),
    tax: money(refund.tax),
    shipping: money(refund.shipping),
    adjustment: money(refund.adjustment),
  };
}
