import { Entity, Index, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import type { Relation } from 'typeorm';
import {
  AppendOnly,
  AsciiColumn,
  CountColumn,
  CurrencyColumn,
  FlagColumn,
  IdColumn,
  InstantColumn,
  JsonColumn,
  LongTextColumn,
  MoneyColumn,
  RefColumn,
  Sealed,
  TextColumn,
  VersionNumberColumn,
} from '../../platform/database';
import type { AppliedCoupon, ShippingMethodSnapshot, TaxComponent, TaxRow } from './order-draft';
import type { OrderStatus } from './order-status';

/** A sale as it was agreed. Everything but its state is a snapshot and never changes. */
@Entity('orders_order')
@Index('orders_order_number', ['number'], { unique: true })
@Index('orders_order_cart', ['cartId'], { unique: true })
@Index('orders_order_placed', ['placedAt'])
@Index('orders_order_status', ['status', 'placedAt'])
@Index('orders_order_customer', ['customerId', 'placedAt'])
@Index('orders_order_email', ['emailHash', 'placedAt'])
export class Order {
  @IdColumn()
  readonly id!: string;

  @AsciiColumn(12)
  readonly number!: string;

  @AsciiColumn(16)
  readonly status!: OrderStatus;

  @CurrencyColumn()
  readonly currency!: string;

  @RefColumn()
  readonly cartId!: string;

  @RefColumn({ nullable: true })
  readonly customerId!: string | null;

  @AsciiColumn(64)
  readonly tokenHash!: string;

  @Sealed()
  @LongTextColumn()
  readonly email!: string;

  /** Keyed, so that staff can find an address without the database holding it. */
  @AsciiColumn(64)
  readonly emailHash!: string;

  /** JSON. */
  @Sealed()
  @LongTextColumn({ nullable: true })
  readonly shippingAddress!: string | null;

  /** JSON. */
  @Sealed()
  @LongTextColumn({ nullable: true })
  readonly billingAddress!: string | null;

  @JsonColumn({ nullable: true })
  readonly shippingMethod!: ShippingMethodSnapshot | null;

  /** The lines before discounts, in the price basis. */
  @MoneyColumn()
  readonly subtotal!: number;

  /** What was taken off the lines, in the price basis. */
  @MoneyColumn()
  readonly discountTotal!: number;

  /** After discounts, in the price basis. */
  @MoneyColumn()
  readonly shippingTotal!: number;

  @MoneyColumn()
  readonly shippingNet!: number;

  @MoneyColumn()
  readonly shippingTax!: number;

  /** Shipping goes back as a whole, once. */
  @FlagColumn({ default: false })
  readonly shippingRefunded!: boolean;

  @MoneyColumn()
  readonly taxTotal!: number;

  @MoneyColumn()
  readonly grandTotal!: number;

  @JsonColumn()
  readonly taxBreakdown!: readonly TaxRow[];

  @JsonColumn()
  readonly coupons!: readonly AppliedCoupon[];

  /** Rises with every entry of the history. */
  @VersionNumberColumn()
  readonly version!: number;

  @InstantColumn()
  readonly placedAt!: Date;

  /** When it was announced that the payment is late; null as long as it was not. Whoever does not know of it has told the customer at once. */
  @InstantColumn({ nullable: true, default: () => 'CURRENT_TIMESTAMP(3)' })
  readonly lateAnnouncedAt!: Date | null;

  @InstantColumn({ nullable: true })
  readonly paidAt!: Date | null;

  @InstantColumn({ nullable: true })
  readonly cancelledAt!: Date | null;

  @TextColumn(200, { nullable: true })
  readonly cancelReason!: string | null;
}

/** What was sold, as it was called and priced on that day. */
@Entity('orders_line')
@Index('orders_line_position', ['orderId', 'position'], { unique: true })
@Index('orders_line_variant', ['variantId'])
export class OrderLine {
  @IdColumn()
  readonly id!: string;

  @RefColumn()
  readonly orderId!: string;

  @ManyToOne(() => Order, { nullable: false })
  @JoinColumn({ name: 'order_id', foreignKeyConstraintName: 'orders_line_order' })
  readonly order!: Relation<Order>;

  @CountColumn()
  readonly position!: number;

  @RefColumn()
  readonly variantId!: string;

  @RefColumn()
  readonly productId!: string;

  @TextColumn(100, { nullable: true })
  readonly sku!: string | null;

  @TextColumn(300)
  readonly title!: string;

  @TextColumn(300)
  readonly variantTitle!: string;

  @JsonColumn()
  readonly options!: Readonly<Record<string, string>>;

  @TextColumn(2048, { nullable: true })
  readonly imageUrl!: string | null;

  @FlagColumn()
  readonly requiresShipping!: boolean;

  @CountColumn()
  readonly quantity!: number;

  /** How many have been sent; the table itself refuses more than were ordered. */
  @CountColumn({ default: 0 })
  readonly fulfilled!: number;

  /** Units whose money went back, or is on its way back. */
  @CountColumn({ default: 0 })
  readonly refunded!: number;

  /** Those of them that had not been sent: they are not sent any more. */
  @CountColumn({ default: 0 })
  readonly withdrawn!: number;

  /** What of `total` went back with them. */
  @MoneyColumn({ default: 0 })
  readonly refundedAmount!: number;

  @MoneyColumn()
  readonly unitPrice!: number;

  @MoneyColumn()
  readonly subtotal!: number;

  @MoneyColumn()
  readonly discount!: number;

  @MoneyColumn()
  readonly net!: number;

  @MoneyColumn()
  readonly tax!: number;

  @MoneyColumn()
  readonly total!: number;

  @JsonColumn()
  readonly taxComponents!: readonly TaxComponent[];
}

/** Append-only. One entry per version of the order, so a reader of the stream knows what it missed. */
@Entity('orders_history')
@AppendOnly()
export class OrderHistory {
  @IdColumn()
  readonly orderId!: string;

  @ManyToOne(() => Order, { nullable: false })
  @JoinColumn({ name: 'order_id', foreignKeyConstraintName: 'orders_history_order' })
  readonly order!: Relation<Order>;

  @PrimaryColumn({ type: 'int' })
  readonly version!: number;

  @AsciiColumn(16, { nullable: true })
  readonly fromStatus!: OrderStatus | null;

  @AsciiColumn(16)
  readonly toStatus!: OrderStatus;

  @TextColumn(200, { nullable: true })
  readonly reason!: string | null;

  @AsciiColumn(64)
  readonly actor!: string;

  @InstantColumn()
  readonly createdAt!: Date;
}
