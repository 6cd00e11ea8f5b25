import { Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';
import { AsciiColumn } from '../database';

/** Something that processes may remember has changed. Rows live for a minute after they were first seen. */
@Entity('platform_change')
@Index('platform_change_seen', ['seenAt'])
export class Change {
  @PrimaryGeneratedColumn({ type: 'bigint' }) id!: string;
  @AsciiColumn(64) topic!: string;
  /** Not when it was written: a transaction may take long, and its rows appear only when it commits. */
  @Column({ type: 'datetime', precision: 3, nullable: true }) seenAt!: Date | null;
}
