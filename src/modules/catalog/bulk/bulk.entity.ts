import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { CountColumn, InstantColumn, RefColumn } from '../../../platform/database';

/** An operation that was done, written in its own transaction: a request that is repeated after a crash does the rest. */
@Entity('catalog_bulk_done')
@Index('catalog_bulk_done_age', ['createdAt'])
export class BulkDone {
  @PrimaryColumn({ type: 'varchar', length: 64, charset: 'ascii', collation: 'ascii_bin' }) requestKey!: string;
  @PrimaryColumn({ type: 'int' }) position!: number;
  @Column({ type: 'smallint' }) status!: number;
  @RefColumn() productId!: string;
  @CountColumn() version!: number;
  @InstantColumn() createdAt!: Date;
}

export const catalogBulkEntities = [BulkDone] as const;
