import { Instant, Example, Integer, ListOf, MoneyDto, Nested, OneOf, OptionalOrNull } from '../../platform/http';
import { Money } from '../../platform/money';
import type { PostalAddress, TaxComponent } from './order-draft';
import { allowedNext, orderStatuses } from './order-status';
import type { OrderStatus } from './order-status';
import type { FulfilmentView, HistoryView, OrderLineView, OrderView } from './order-view';
import type { OrderWithPayments } from './orders.service';
import type { PaymentSummary } from './payments-view';

/** An address as it was when the order was placed. */
export class OrderAddress {
  /** @example Ada Lovelace */
  readonly name!: string;
  /** @example Invalidenstr. 43 */
  readonly line1!: string;
  @OptionalOrNull() @Example(null) readonly line2!: string | null;
  /** @example Berlin */
  readonly city!: string;
  @OptionalOrNull() @Example(null) readonly region!: string | null;
  /** @example 10115 */
  readonly postalCode!: string;
  /** ISO 3166-1 alpha-2. @example DE */
  readonly country!: string;
  @OptionalOrNull() @Example(null) readonly phone!: string | null;

  static from(address: PostalAddress | null): OrderAddress | null {
    if (!address) return null;
    const { name, line1, line2 = null, city, region = null, postalCode, country, phone = null } = address;
    return { name, line1, line2, city, region, postalCode, country, phone };
  }
}

export class OrderTaxComponent {
  /** @example VAT */
  readonly name!: string;
  /** Decimal fraction. @example 0.19 */
  readonly rate!: string;

  static from({ name, rate }: TaxComponent): OrderTaxComponent {
    return { name, rate };
  }
}

/** What was bought, as it was called and priced on that day. */
export class OrderLineResponse {
  /** @example line_02ITLcBYoUJdzTUMCSHuv3 */
  readonly id!: string;
  /** @example var_02ITLcBYoUJdzTUMCSHuv3 */
  readonly variantId!: string;
  /** @example prod_02ITLcBYoUJdzTUMCSHuv3 */
  readonly productId!: string;
  @OptionalOrNull() @Example('MUG-BLUE') readonly sku!: string | null;
  /** @example Enamel mug */
  readonly title!: string;
  /** @example Blue */
  readonly variantTitle!: string;
  /** The chosen options by name. */
  @Example({ Colour: 'Blue' }) readonly options!: Record<string, string>;
  @OptionalOrNull() @Example('https://cdn.example.com/mug-blue.jpg') readonly imageUrl!: string | null;
  @Integer(1, 1_000_000, { example: 2 }) readonly quantity!: number;
  /** How many of them have been sent. */
  @Integer(0, 1_000_000, { example: 0 }) readonly fulfilledQuantity!: number;
  readonly unitPrice!: MoneyDto;
  /** Before discounts, in the price basis of the shop. */
  readonly subtotal!: MoneyDto;
  readonly discount!: MoneyDto;
  readonly tax!: MoneyDto;
  /** After discounts, with tax. */
  readonly total!: MoneyDto;
  @ListOf(OrderTaxComponent, { max: 10 }) readonly taxComponents!: OrderTaxComponent[];

  static from(line: OrderLineView): OrderLineResponse {
    const { id, variantId, productId, sku, title, variantTitle, imageUrl, quantity, fulfilledQuantity } = line;
    return {
      ...{ id, variantId, productId, sku, title, variantTitle, imageUrl, quantity, fulfilledQuantity },
      options: { ...line.options },
      unitPrice: MoneyDto.from(line.unitPrice),
      subtotal: MoneyDto.from(line.subtotal),
      discount: MoneyDto.from(line.discount),
      tax: MoneyDto.from(line.tax),
      total: MoneyDto.from(line.total),
      taxComponents: line.taxComponents.map(OrderTaxComponent.from),
    };
  }
}

export class OrderShippingMethod {
  /** @example ship_02ITLcBYoUJdzTUMCSHuv3 */
  readonly id!: string;
  /** @example Standard */
  readonly title!: string;
  /** What the method costs before discounts. */
  readonly amount!: MoneyDto;
}

export class OrderTaxRow {
  /** Decimal fraction. @example 0.19 */
  readonly rate!: string;
  /** Only when a rate has several components. */
  @OptionalOrNull() @Example(null) readonly name!: string | null;
  /** What is taxed at the rate, net. */
  readonly base!: MoneyDto;
  readonly tax!: MoneyDto;
}

export class OrderCoupon {
  /** @example WELCOME10 */
  readonly code!: string;
  /** @example 10 % off your first order */
  readonly title!: string;
  /** What it took off. */
  readonly applied!: MoneyDto;
}

export class OrderPayment {
  /** @example pay_02ITLcBYoUJdzTUMCSHuv3 */
  readonly id!: string;
  /** As in GET /v1/payments/{id}. @example captured */
  readonly status!: string;
  readonly amount!: MoneyDto;
  readonly refunded!: MoneyDto;
  readonly createdAt!: Date;

  static from({ id, status, amount, refunded, createdAt }: PaymentSummary): OrderPayment {
    return { id, status, amount: MoneyDto.from(amount), refunded: MoneyDto.from(refunded), createdAt };
  }
}

export class FulfilmentLineResponse {
  /** @example line_02ITLcBYoUJdzTUMCSHuv3 */
  readonly lineId!: string;
  @Integer(1, 1_000_000, { example: 2 }) readonly quantity!: number;
}

/** Goods that were sent together. */
export class FulfilmentResponse {
  /** @example ful_02ITLcBYoUJdzTUMCSHuv3 */
  readonly id!: string;
  @ListOf(FulfilmentLineResponse, { max: 200 }) readonly lines!: FulfilmentLineResponse[];
  @OptionalOrNull() @Example('DHL') readonly carrier!: string | null;
  @OptionalOrNull() @Example('JJD000390007882823453') readonly trackingNumber!: string | null;
  @OptionalOrNull() @Example('https://tracking.example.com/JJD000390007882823453') readonly trackingUrl!: string | null;
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
  @OptionalOrNull() @Example('pending_payment') readonly from!: OrderStatus | null;
  @OneOf(orderStatuses, 'OrderStatus', { example: 'paid' }) readonly to!: OrderStatus;
  @OptionalOrNull() @Example('payment received') readonly reason!: string | null;
  readonly at!: Date;

  static from({ version, from, to, reason, at }: HistoryView): OrderHistoryEntry {
    return { version, from, to, reason, at };
  }
}

/** An order. Everything but its state is a snapshot of the moment it was placed. */
export class OrderResponse {
  /** @example ord_02ITLcBYoUJdzTUMCSHuv3 */
  readonly id!: string;
  /** For people. @example P-7K3M9QXZ */
  readonly number!: string;
  @OneOf(orderStatuses, 'OrderStatus', { example: 'paid' }) readonly status!: OrderStatus;
  /** Rises with every step of the history; the first part of the ETag. */
  @Integer(1, 2_147_483_647, { example: 2 }) readonly version!: number;
  /** The states that can follow. */
  @Example(['part_fulfilled', 'fulfilled', 'cancelled', 'part_refunded', 'refunded']) readonly allowedNext!: OrderStatus[];
  /** ISO 4217 code. @example EUR */
  readonly currency!: string;
  /** @example shopper@example.com */
  readonly email!: string;
  /** Null for guests. */
  @OptionalOrNull() @Example('cus_02ITLcBYoUJdzTUMCSHuv3') readonly customerId!: string | null;
  /** Null when nothing had to be sent. */
  @OptionalOrNull() @Nested(OrderAddress) readonly shippingAddress!: OrderAddress | null;
  @OptionalOrNull() @Nested(OrderAddress) readonly billingAddress!: OrderAddress | null;
  @OptionalOrNull() @Nested(OrderShippingMethod) readonly shippingMethod!: OrderShippingMethod | null;
  @ListOf(OrderLineResponse, { max: 200 }) readonly lines!: OrderLineResponse[];
  /** The lines before discounts, in the price basis of the shop. */
  readonly subtotal!: MoneyDto;
  /** All that discounts took off the lines. */
  readonly discountTotal!: MoneyDto;
  /** Shipping after discounts, in the price basis of the shop. */
  readonly shippingTotal!: MoneyDto;
  readonly taxTotal!: MoneyDto;
  /** What is paid in the end. */
  readonly total!: MoneyDto;
  /** One row per rate; the rows add up to `taxTotal`. */
  @ListOf(OrderTaxRow, { max: 50 }) readonly taxBreakdown!: OrderTaxRow[];
  @ListOf(OrderCoupon, { max: 20 }) readonly coupons!: OrderCoupon[];
  @ListOf(OrderPayment, { max: 100 }) readonly payments!: OrderPayment[];
  @ListOf(FulfilmentResponse, { max: 1000 }) readonly fulfilments!: FulfilmentResponse[];
  @ListOf(OrderHistoryEntry, { max: 10_000 }) readonly history!: OrderHistoryEntry[];
  readonly placedAt!: Date;
  @OptionalOrNull() @Instant() readonly paidAt!: Date | null;
  @OptionalOrNull() @Instant({ example: null }) readonly cancelledAt!: Date | null;
  @OptionalOrNull() @Example(null) readonly cancelReason!: string | null;

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
