import { Entity, Index, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import type { Relation } from 'typeorm';
import { CountColumn } from '../../../platform/database';
import { ID_LENGTH } from '../../../platform/ids';
import { Product } from '../catalog.entity';

const ASCII = { charset: 'ascii', collation: 'ascii_bin' } as const;

export const RELATION_KINDS = ['related', 'accessory', 'upsell', 'replacement'] as const;
export type RelationKind = (typeof RELATION_KINDS)[number];

/** A product that staff want to be shown beside another one. It points one way only. */
@Entity('catalog_product_relation')
@Index('catalog_product_relation_related', ['relatedId'])
export class ProductRelation {
  @PrimaryColumn({ type: 'char', length: ID_LENGTH, ...ASCII }) productId!: string;
  @ManyToOne(() => Product, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'product_id', foreignKeyConstraintName: 'catalog_product_relation_product_fk' })
  product!: Relation<Product>;
  @PrimaryColumn({ type: 'varchar', length: 16, ...ASCII }) kind!: RelationKind;
  @PrimaryColumn({ type: 'char', length: ID_LENGTH, ...ASCII }) relatedId!: string;
  @ManyToOne(() => Product, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'related_id', foreignKeyConstraintName: 'catalog_product_relation_related_fk' })
  related!: Relation<Product>;
  @CountColumn() position!: number;
}

export const relationEntities = [ProductRelation] as const;
