import { Entity, Index, PrimaryColumn } from 'typeorm';
import { CountColumn, FlagColumn } from '../../../platform/database';
import { ID_LENGTH } from '../../../platform/ids';

/**
 * How many units of a product were in orders that were paid on a day. Without a foreign key: orders of many shoppers add to these rows at
 * once, and none of them may wait for whoever edits the product.
 */
@Entity('catalog_sales')
@Index('catalog_sales_due', ['counted', 'productId'])
@Index('catalog_sales_day', ['day'])
export class DayOfSales {
  @PrimaryColumn({ type: 'char', length: ID_LENGTH, charset: 'ascii', collation: 'ascii_bin' }) productId!: string;
  /** Days since 1970, in UTC. */
  @PrimaryColumn({ type: 'int' }) day!: number;
  @CountColumn() units!: number;
  /** Whether `catalog_product.sold` has them in it. */
  @FlagColumn({ default: false }) counted!: boolean;
}

export const salesEntities = [DayOfSales] as const;
