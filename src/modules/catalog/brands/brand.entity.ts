import { Column, Entity, Unique } from 'typeorm';
import { IdColumn, InstantColumn, LongTextColumn, TextColumn, VersionNumberColumn } from '../../../platform/database';

const BINARY = { type: 'varchar', charset: 'utf8mb4', collation: 'utf8mb4_bin' } as const;

/** Who makes a product, with a page of its own. */
@Entity('catalog_brand')
@Unique('catalog_brand_slug', ['slug'])
@Unique('catalog_brand_name', ['nameKey'])
export class Brand {
  @IdColumn() id!: string;
  @Column({ ...BINARY, length: 200 }) slug!: string;
  @TextColumn(160) name!: string;
  /** The name without what readers overlook: a vendor's text finds its brand by it. */
  @Column({ ...BINARY, length: 160 }) nameKey!: string;
  @LongTextColumn() description!: string;
  @TextColumn(2048, { nullable: true }) logoUrl!: string | null;
  @TextColumn(255, { nullable: true }) seoTitle!: string | null;
  @TextColumn(1000, { nullable: true }) seoDescription!: string | null;
  @VersionNumberColumn() version!: number;
  @InstantColumn() createdAt!: Date;
  @InstantColumn() updatedAt!: Date;
}

export const brandEntities = [Brand] as const;
