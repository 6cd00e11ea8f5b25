import { Entity, Index, PrimaryColumn } from 'typeorm';
import { InstantColumn, RefColumn } from '../../../platform/database';

/** A slug that something had in the past; the row stays when another thing takes the slug over, because what is there now comes first. */
@Entity('catalog_past_slug')
@Index('catalog_past_slug_target', ['targetId'])
export class PastSlug {
  @PrimaryColumn({ type: 'varchar', length: 16, charset: 'ascii', collation: 'ascii_bin' }) kind!: string;
  @PrimaryColumn({ type: 'varchar', length: 200, charset: 'utf8mb4', collation: 'utf8mb4_bin' }) slug!: string;
  /** Of a product, category, brand or collection, as the kind says. */
  @RefColumn() targetId!: string;
  @InstantColumn() replacedAt!: Date;
}

export const slugEntities = [PastSlug] as const;
