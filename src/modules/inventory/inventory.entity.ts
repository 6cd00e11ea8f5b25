import { Entity, Index, JoinColumn, ManyToOne } from 'typeorm';
import type { Relation } from 'typeorm';
import { AsciiColumn, CountColumn, IdColumn, InstantColumn, RefColumn, TextColumn, VersionNumberColumn } from '../../platform/database';

export const reservationStates = ['held', 'consumed', 'released'] as const;
export type ReservationState = (typeof reservationStates)[number];

export const movementKinds = ['initial', 'receipt', 'sold', 'restock', 'written_off', 'correction'] as const;
export type MovementKind = (typeof movementKinds)[number];

/** How many of a variant the shop has, and how many of them are promised to orders. The table itself refuses reserved > on hand. */
@Entity('inventory_stock')
export class Stock {
  @IdColumn()
  readonly variantId!: string;

  @CountColumn()
  readonly onHand!: number;

  @CountColumn({ default: 0 })
  readonly reserved!: number;

  /** Rises with every change, of either number. */
  @VersionNumberColumn()
  readonly version!: number;
}

/** A promise of goods to one order, until it is paid (consumed) or given up (released). */
@Entity('inventory_reservation')
@Index('inventory_reservation_once', ['orderId', 'variantId'], { unique: true })
@Index('inventory_reservation_expiry', ['state', 'expiresAt'])
@Index('inventory_reservation_variant', ['variantId', 'state'])
export class Reservation {
  @IdColumn()
  readonly id!: string;

  @RefColumn()
  readonly orderId!: string;

  @RefColumn()
  readonly variantId!: string;

  @ManyToOne(() => Stock, { nullable: false })
  @JoinColumn({ name: 'variant_id', referencedColumnName: 'variantId', foreignKeyConstraintName: 'inventory_reservation_stock' })
  readonly stock!: Relation<Stock>;

  @CountColumn()
  readonly quantity!: number;

  /** How many of the sold ones came back. */
  @CountColumn({ default: 0 })
  readonly restocked!: number;

  @AsciiColumn(10)
  readonly state!: ReservationState;

  /** By the database's own clock. */
  @InstantColumn()
  readonly expiresAt!: Date;

  @TextColumn(200, { nullable: true })
  readonly reason!: string | null;

  @InstantColumn()
  readonly createdAt!: Date;
}

/** One line of the stock ledger. Never changed; the sum per variant is what is on hand. */
@Entity('inventory_movement')
@Index('inventory_movement_variant', ['variantId', 'id'])
export class Movement {
  @IdColumn()
  readonly id!: string;

  @RefColumn()
  readonly variantId!: string;

  @ManyToOne(() => Stock, { nullable: false })
  @JoinColumn({ name: 'variant_id', referencedColumnName: 'variantId', foreignKeyConstraintName: 'inventory_movement_stock' })
  readonly stock!: Relation<Stock>;

  @AsciiColumn(12)
  readonly kind!: MovementKind;

  @CountColumn()
  readonly quantity!: number;

  @TextColumn(200)
  readonly reason!: string;

  @AsciiColumn(64)
  readonly actor!: string;

  @RefColumn({ nullable: true })
  readonly orderId!: string | null;

  @InstantColumn()
  readonly createdAt!: Date;
}

export const inventoryEntities = [Stock, Reservation, Movement] as const;
