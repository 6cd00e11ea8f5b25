import { Entity, Index, JoinColumn, ManyToOne } from 'typeorm';
import type { Relation } from 'typeorm';
import { AsciiColumn, CountColumn, FlagColumn, IdColumn, InstantColumn, MoneyColumn, RefColumn, TextColumn } from '../../platform/database';
import { Order, OrderLine } from './order.entity';

export const refundStates = ['pending', 'succeeded', 'failed'] as const;
export type OrderRefundState = (typeof refundStates)[number];

/** Money of an order that goes back. The id is that of the refund among the payments; amounts are in the order's currency. */
@Entity('orders_refund')
@Index('orders_refund_of_order', ['orderId', 'id'])
export class OrderRefund {
  @IdColumn()
  readonly id!: string;

  @RefColumn()
  readonly orderId!: string;

  @ManyToOne(() => Order, { nullable: false })
  @JoinColumn({ name: 'order_id', foreignKeyConstraintName: 'orders_refund_order' })
  readonly order!: Relation<Order>;

  @RefColumn()
  readonly paymentId!: string;

  /** Lines, shipping and adjustment together. */
  @MoneyColumn()
  readonly amount!: number;

  /** How much of it is tax. */
  @MoneyColumn()
  readonly tax!: number;

  @MoneyColumn()
  readonly shipping!: number;

  /** Even where shipping was free. */
  @FlagColumn()
  readonly withShipping!: boolean;

  /** Beside lines and shipping: a goodwill; negative when the rest is less than what the lines would be worth. */
  @MoneyColumn()
  readonly adjustment!: number;

  /** Whether the goods go back on the shelf once the money is back. */
  @FlagColumn()
  readonly restock!: boolean;

  @AsciiColumn(16)
  readonly state!: OrderRefundState;

  @TextColumn(200, { nullable: true })
  readonly reason!: string | null;

  @AsciiColumn(64)
  readonly actor!: string;

  @InstantColumn()
  readonly createdAt!: Date;

  @InstantColumn({ nullable: true })
  readonly settledAt!: Date | null;
}

@Entity('orders_refund_line')
@Index('orders_refund_line_of_line', ['lineId'])
export class OrderRefundLine {
  @IdColumn()
  readonly refundId!: string;

  @ManyToOne(() => OrderRefund, { nullable: false })
  @JoinColumn({ name: 'refund_id', foreignKeyConstraintName: 'orders_refund_line_refund' })
  readonly refund!: Relation<OrderRefund>;

  @IdColumn()
  readonly lineId!: string;

  @ManyToOne(() => OrderLine, { nullable: false })
  @JoinColumn({ name: 'line_id', foreignKeyConstraintName: 'orders_refund_line_line' })
  readonly line!: Relation<OrderLine>;

  @CountColumn()
  readonly quantity!: number;

  /** Those of them that had not been sent. */
  @CountColumn({ default: 0 })
  readonly withdrawn!: number;

  @MoneyColumn()
  readonly amount!: number;
}
