import { Entity, Index, JoinColumn, ManyToOne, Unique } from 'typeorm';
import type { Relation } from 'typeorm';
import { AsciiColumn, CurrencyColumn, IdColumn, InstantColumn, MoneyColumn, RefColumn } from '../../../../platform/database';

export const MANUAL_METHODS = ['bank_transfer', 'cash_on_delivery'] as const;
export type ManualMethod = (typeof MANUAL_METHODS)[number];
export type ManualStatus = 'authorised' | 'captured' | 'voided';

/** Money that somebody of the shop waits for. This is the only book of it, so what staff record here is the truth. */
@Entity('payments_manual_charge')
@Unique('payments_manual_charge_request', ['requestKey'])
@Index('payments_manual_charge_created', ['createdAt', 'id'])
export class ManualCharge {
  @IdColumn()
  id!: string;

  @AsciiColumn(64)
  requestKey!: string;

  @AsciiColumn(32)
  paymentMethod!: ManualMethod;

  @MoneyColumn()
  amount!: number;

  @CurrencyColumn()
  currency!: string;

  @MoneyColumn()
  captured!: number;

  @MoneyColumn()
  refunded!: number;

  @AsciiColumn(16)
  status!: ManualStatus;

  @InstantColumn()
  createdAt!: Date;

  @InstantColumn()
  updatedAt!: Date;
}

/** One movement that staff recorded: money in, or money back. Append-only; the key makes it one however often it is sent. */
@Entity('payments_manual_movement')
@Unique('payments_manual_movement_request', ['requestKey'])
@Index('payments_manual_movement_charge', ['chargeId', 'id'])
export class ManualMovement {
  @IdColumn()
  id!: string;

  @RefColumn()
  chargeId!: string;

  @ManyToOne(() => ManualCharge)
  @JoinColumn({ name: 'charge_id', foreignKeyConstraintName: 'payments_manual_movement_charge_fk' })
  charge?: Relation<ManualCharge>;

  @AsciiColumn(255)
  requestKey!: string;

  @AsciiColumn(8)
  kind!: 'capture' | 'refund';

  @MoneyColumn()
  amount!: number;

  @CurrencyColumn()
  currency!: string;

  @InstantColumn()
  createdAt!: Date;
}

export const manualEntities = [ManualCharge, ManualMovement] as const;
