import { Instant, Example, Integer, ListOf, MoneyDto, Nested, OneOf } from '../../platform/http';
import { Money } from '../../platform/money';
import type { PostalAddress, TaxComponent } from './order-draft';
import { OrderRefundResponse } from './order-refund.dto';
import { allowedNext, orderStatuses } from './order-status';
import type { OrderStatus } from './order-status';
import type { FulfilmentView, HistoryView, OrderLineView, OrderView } from './order-view';
import type { OrderWithPayments } from './orders.service';
import type { PaymentSummary } from './payments-view';

/** An address as it was when the order was placed. */
export class OrderAddress {
  /** Who receives it. @example Ada Lovelace */
  readonly name!: string;
  /** Street and number. @example Invalidenstr. 43 */
  readonly line1!: string;
  /** Flat, floor, company; null when not given. */
  @Example(null) readonly line2!: string | null;
  /** City or town. @example Berlin */
  readonly city!: string;
  /** State, province or canton; null when not given. */
  @Example(null) readonly region!: string | null;
  /** As the country writes it. @example 10115 */
  readonly postalCode!: string;
  /** ISO 3166-1 alpha-2. @example DE */
  readonly country!: string;
  /** For the carrier; null when not given. */
  @Example(null) readonly phone!: string | null;

  static from(address: PostalAddress | null): OrderAddress | null {
    if (!address) return null;
    const { name, line1, line2 = null, city, region = null, postalCode, country, phone = null } = address;
    return { name, line1, line2, city, region, postalCode, country, phone };
  }
}

export class OrderTaxComponent {
  /** As the tax is called on the breakdown. @example VAT */
  readonly name!: string;
  /** Decimal fraction. @example 0.19 */
  readonly rate!: string;
  /** Its part of the line's tax; the parts add up to it. */
  readonly tax!: MoneyDto;

  static from({ name, rate, tax }: TaxComponent, currency: string): OrderTaxComponent {
    return { name, rate, tax: MoneyDto.from(Money.of(tax, currency)) };
  }
}

/** What was bought, as it was called and priced on that day. */
export class OrderLineResponse {
  /** Of the line; fulfilments name it as `lineId`. @example line_02ITLcBYoUJdzTUMCSHuv3 */
  readonly id!: string;
  /** What was bought; it may no longer be for sale. @example var_02ITLcBYoUJdzTUMCSHuv3 */
  readonly variantId!: string;
  /** The product of the variant; it may no longer be for sale. @example prod_02ITLcBYoUJdzTUMCSHuv3 */
  readonly productId!: string;
  /** The shop's own article number; null when it had none. */
  @Example('MUG-BLUE') readonly sku!: string | null;
  /** Title of the product. @example Enamel mug */
  readonly title!: string;
  /** The option values together; empty when the product had no options. @example Blue */
  readonly variantTitle!: string;
  /** The chosen options by name. */
  @Example({ Colour: 'Blue' }) readonly options!: Record<string, string>;
  /** Null when there was no picture. */
  @Example('https://cdn.example.com/mug-blue.jpg') readonly imageUrl!: string | null;
  /** Units that were bought. */
  @Integer(1, 1_000_000, { example: 2 }) readonly quantity!: number;
  /** How many of them have been sent. */
  @Integer(0, 1_000_000, { example: 0 }) readonly fulfilledQuantity!: number;
  /** How many of them were refunded, refunds under way included. */
  @Integer(0, 1_000_000, { example: 0 }) readonly refundedQuantity!: number;
  /** How many of them were neither sent nor refunded before: what is left to send, once it is paid, of an order that is neither cancelled nor refunded. */
  @Integer(0, 1_000_000, { example: 2 }) readonly openQuantity!: number;
  /** Of one unit before discounts, in the price basis of the shop. */
  readonly unitPrice!: MoneyDto;
  /** Before discounts, in the price basis of the shop. */
  readonly subtotal!: MoneyDto;
  /** What discounts took off, the line's share of order-level ones included. */
  readonly discount!: MoneyDto;
  /** Tax in, or on top of, the discounted line. */
  readonly tax!: MoneyDto;
  /** After discounts, with tax. */
  readonly total!: MoneyDto;
  /** The taxes on the line; several where a place charges more than one, none where nothing is taxed. Orders from before they were kept list none either. */
  @ListOf(OrderTaxComponent, { max: 500 }) readonly taxComponents!: OrderTaxComponent[];

  static from(line: OrderLineView): OrderLineResponse {
    const { id, variantId, productId, sku, title, variantTitle, imageUrl, quantity, fulfilledQuantity, refundedQuantity, openQuantity } =
      line;
    return {
      ...{ id, variantId, productId, sku, title, variantTitle, imageUrl, quantity, fulfilledQuantity, refundedQuantity, openQuantity },
      options: { ...line.options },
      unitPrice: MoneyDto.from(line.unitPrice),
      subtotal: MoneyDto.from(line.subtotal),
      discount: MoneyDto.from(line.discount),
      tax: MoneyDto.from(line.tax),
      total: MoneyDto.from(line.total),
      taxComponents: line.taxComponents.map((component) => OrderTaxComponent.from(component, line.tax.currency)),
    };
  }
}

export class OrderShippingMethod {
  /** Of the method; it may no longer be offered. @example ship_02ITLcBYoUJdzTUMCSHuv3 */
  readonly id!: string;
  /** As it was called. @example Standard */
  readonly title!: string;
  /** What the method costs before discounts. */
  readonly amount!: MoneyDto;
}

export class OrderTaxRow {
  /** Decimal fraction. @example 0.19 */
  readonly rate!: string;
  /** As the tax is called; null for what no tax of the shop applies to. */
  @Example('VAT') readonly name!: string | null;
  /** What is taxed at the rate, net. */
  readonly base!: MoneyDto;
  /** What the rate makes of the base. */
  readonly tax!: MoneyDto;
}

export class OrderCoupon {
  /** In upper case. @example WELCOME10 */
  readonly code!: string;
  /** As shoppers saw it beside the amount. @example 10 % off your first order */
  readonly title!: string;
  /** What it took off. */
  readonly applied!: MoneyDto;
}

export class OrderPayment {
  /** Of the payment. @example pay_02ITLcBYoUJdzTUMCSHuv3 */
  readonly id!: string;
  /** As in GET /v1/payments/{id}. @example captured */
  readonly status!: string;
  /** What was asked for. */
  readonly amount!: MoneyDto;
  /** What went back, refunds under way included. */
  readonly refunded!: MoneyDto;
  /** When it was opened. */
  readonly createdAt!: Date;

  static from({ id, status, amount, refunded, createdAt }: PaymentSummary): OrderPayment {
    return { id, status, amount: MoneyDto.from(amount), refunded: MoneyDto.from(refunded), createdAt };
  }
}

export class FulfilmentLineResponse {
  /** A line of the order. @example line_02ITLcBYoUJdzTUMCSHuv3 */
  readonly lineId!: string;
  /** Units in this parcel. */
  @Integer(1, 1_000_000, { example: 2 }) readonly quantity!: number;
}

/** Goods that were sent together. */
export class FulfilmentResponse {
  /** Of the fulfilment. @example ful_02ITLcBYoUJdzTUMCSHuv3 */
  readonly id!: string;
  /** What was in the parcel. */
  @ListOf(FulfilmentLineResponse, { max: 200 }) readonly lines!: FulfilmentLineResponse[];
  /** Who carries it; null when not given. */
  @Example('DHL') readonly carrier!: string | null;
  /** The carrier's number of the parcel; null when not given. */
  @Example('JJD000390007882823453') readonly trackingNumber!: string | null;
  /** Where the customer can follow the parcel; null when not given. */
  @Example('https://tracking.example.com/JJD000390007882823453') readonly trackingUrl!: string | null;
  /** When it was recorded as sent. */
  readonly createdAt!: Date;

  static from({ id, lines, carrier, trackingNumber, trackingUrl, createdAt }: FulfilmentView): FulfilmentResponse {
    return { id, lines: lines.map(({ lineId, quantity }) => ({ lineId, quantity })), carrier, trackingNumber, trackingUrl, createdAt };
  }
}

/** One step of the order's life. */
export class OrderHistoryEntry {
  /** The version of the order that it made; the id of the event in the stream. */
  @Integer(1, 2_147_483_647, { example: 2 }) readonly version!: number;
  /** Null for the first step. */
  @Example('pending_payment') readonly from!: OrderStatus | null;
  /** The state after the step. */
  @OneOf(orderStatuses, 'OrderStatus', { example: 'paid' }) readonly to!: OrderStatus;
  /** Why, in words; null when there is nothing to say. */
  @Example('payment received') readonly reason!: string | null;
  /** When it was taken. */
  readonly at!: Date;

  static from({ version, from, to, reason, at }: HistoryView): OrderHistoryEntry {
    return { version, from, to, reason, at };
  }
}

/** An order. Everything but its state is a snapshot of the moment it was placed. */
export class OrderResponse {
  /** Opens nothing by itself: a guest also needs the token. @example ord_02ITLcBYoUJdzTUMCSHuv3 */
  readonly id!: string;
  /** For people. @example P-7K3M9QXZ */
  readonly number!: string;
  /** The state now; `history` tells how it came to it. */
  @OneOf(orderStatuses, 'OrderStatus', { example: 'paid' }) readonly status!: OrderStatus;
  /** Rises with every step of the history; the first part of the ETag. */
  @Integer(1, 2_147_483_647, { example: 2 }) readonly version!: number;
  /** The states that can follow. */
  @Example(['part_fulfilled', 'fulfilled', 'cancelled', 'part_refunded', 'refunded']) readonly allowedNext!: OrderStatus[];
  /** ISO 4217 code. @example EUR */
  readonly currency!: string;
  /** Where mails about the order go. @example shopper@example.com */
  readonly email!: string;
  /** Null for guests. */
  @Example('cus_02ITLcBYoUJdzTUMCSHuv3') readonly customerId!: string | null;
  /** Null when nothing had to be sent. */
  @Nested(OrderAddress) readonly shippingAddress!: OrderAddress | null;
  /** Who pays; null when no address was given. */
  @Nested(OrderAddress) readonly billingAddress!: OrderAddress | null;
  /** How it is sent; null when nothing had to be sent. */
  @Nested(OrderShippingMethod) readonly shippingMethod!: OrderShippingMethod | null;
  /** What was bought, in the order of the cart. */
  @ListOf(OrderLineResponse, { max: 200 }) readonly lines!: OrderLineResponse[];
  /** The lines before discounts, in the price basis of the shop. */
  readonly subtotal!: MoneyDto;
  /** All that discounts took off the lines. */
  readonly discountTotal!: MoneyDto;
  /** Shipping after discounts, in the price basis of the shop. */
  readonly shippingTotal!: MoneyDto;
  /** All taxes, those on shipping included. */
  readonly taxTotal!: MoneyDto;
  /** What is paid in the end. */
  readonly total!: MoneyDto;
  /** One row per rate and name; the rows add up to `taxTotal`. */
  @ListOf(OrderTaxRow, { max: 50 }) readonly taxBreakdown!: OrderTaxRow[];
  /** Those that counted. */
  @ListOf(OrderCoupon, { max: 20 }) readonly coupons!: OrderCoupon[];
  /** Oldest first; empty when there was nothing to pay. */
  @ListOf(OrderPayment, { max: 100 }) readonly payments!: OrderPayment[];
  /** Parcels, oldest first. */
  @ListOf(FulfilmentResponse, { max: 1000 }) readonly fulfilments!: FulfilmentResponse[];
  /** Money that went back, or is on its way, oldest first. */
  @ListOf(OrderRefundResponse, { max: 1000 }) readonly refunds!: OrderRefundResponse[];
  /** Every step, oldest first. */
  @ListOf(OrderHistoryEntry, { max: 10_000 }) readonly history!: OrderHistoryEntry[];
  /** When checkout made it. */
  readonly placedAt!: Date;
  /** Null until it is paid. */
  @Instant() readonly paidAt!: Date | null;
  /** Null unless it was cancelled. */
  @Instant({ example: null }) readonly cancelledAt!: Date | null;
  /** Why, in words; null unless it was cancelled. */
  @Example(null) readonly cancelReason!: string | null;

  static from({ order, payments }: OrderWithPayments): OrderResponse {
    const { id, number, status, version, currency, email, customerId, placedAt, paidAt, cancelledAt, cancelReason } = order;
    return {
      ...{ id, number, status, version, currency, email, customerId, placedAt, paidAt, cancelledAt, cancelReason },
      allowedNext: [...allowedNext(status)],
      shippingAddress: OrderAddress.from(order.shippingAddress),
      billingAddress: OrderAddress.from(order.billingAddress),
      lines: order.lines.map(OrderLineResponse.from),
      ...amountsOf(order),
      payments: payments.map(OrderPayment.from),
      fulfilments: order.fulfilments.map(FulfilmentResponse.from),
      refunds: order.refunds.map(OrderRefundResponse.from),
      history: order.history.map(OrderHistoryEntry.from),
    };
  }
}

function amountsOf(order: OrderView) {
  const money = (amount: number): MoneyDto => MoneyDto.from(Money.of(amount, order.currency));
  const method = order.shippingMethod;
  return {
    shippingMethod: method && { id: method.id, title: method.title, amount: MoneyDto.from(method.amount) },
    subtotal: MoneyDto.from(order.subtotal),
    discountTotal: MoneyDto.from(order.discountTotal),
    shippingTotal: MoneyDto.from(order.shippingTotal),
    taxTotal: MoneyDto.from(order.taxTotal),
    total: MoneyDto.from(order.total),
    taxBreakdown: order.taxBreakdown.map(({ rate, name = null, base, tax }) => ({ rate, name, base: money(base), tax: money(tax) })),
    coupons: order.coupons.map(({ code, title, applied }) => ({ code, title, applied: money(applied) })),
  };
}
