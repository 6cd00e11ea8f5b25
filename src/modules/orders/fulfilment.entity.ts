import { Entity, Index, JoinColumn, ManyToOne } from 'typeorm';
import type { Relation } from 'typeorm';
import { AsciiColumn, CountColumn, IdColumn, InstantColumn, RefColumn, TextColumn } from '../../platform/database';
import { Order, OrderLine } from './order.entity';

/** Goods that left the house together. */
@Entity('orders_fulfilment')
@Index('orders_fulfilment_of_order', ['orderId', 'id'])
export class Fulfilment {
  @IdColumn()
  readonly id!: string;

  @RefColumn()
  readonly orderId!: string;

  @ManyToOne(() => Order, { nullable: false })
  @JoinColumn({ name: 'order_id', foreignKeyConstraintName: 'orders_fulfilment_order' })
  readonly order!: Relation<Order>;

  @TextColumn(100, { nullable: true })
  readonly carrier!: string | null;

  @TextColumn(100, { nullable: true })
  readonly trackingNumber!: string | null;

  @TextColumn(2048, { nullable: true })
  readonly trackingUrl!: string | null;

  @AsciiColumn(64)
  readonly actor!: string;

  @InstantColumn()
  readonly createdAt!: Date;
}

@Entity('orders_fulfilment_line')
@Index('orders_fulfilment_line_of_line', ['lineId'])
export class FulfilmentLine {
  @IdColumn()
  readonly fulfilmentId!: string;

  @ManyToOne(() => Fulfilment, { nullable: false })
  @JoinColumn({ name: 'fulfilment_id', foreignKeyConstraintName: 'orders_fulfilment_line_fulfilment' })
  readonly fulfilment!: Relation<Fulfilment>;

  @IdColumn()
  readonly lineId!: string;

  @ManyToOne(() => OrderLine, { nullable: false })
  @JoinColumn({ name: 'line_id', foreignKeyConstraintName: 'orders_fulfilment_line_line' })
  readonly line!: Relation<OrderLine>;

  @CountColumn()
  readonly quantity!: number;
}
