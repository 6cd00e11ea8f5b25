import { Entity, Index, Unique } from 'typeorm';
import { AsciiColumn, CountColumn, IdColumn, InstantColumn, RefColumn } from '../../platform/database';

/** One mail because of one event. The row is what keeps a second delivery of the event from sending it again; whom it went to is not kept. */
@Entity('notifications_mail')
@Unique('notifications_mail_once', ['eventId', 'kind'])
@Index('notifications_mail_created', ['createdAt'])
export class Mail {
  @IdColumn()
  id!: string;

  @RefColumn()
  eventId!: string;

  @AsciiColumn(40)
  kind!: string;

  /** `pending`, `sent`, or `skipped` when there was nobody to write to any more. */
  @AsciiColumn(10)
  status!: string;

  @CountColumn()
  attempts!: number;

  @InstantColumn()
  leaseUntil!: Date;

  @InstantColumn({ nullable: true })
  sentAt!: Date | null;

  @InstantColumn()
  createdAt!: Date;
}

export const notificationsEntities = [Mail] as const;
