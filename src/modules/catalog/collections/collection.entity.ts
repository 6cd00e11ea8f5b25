import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, Unique } from 'typeorm';
import type { Relation } from 'typeorm';
import {
  AsciiColumn,
  CountColumn,
  FlagColumn,
  IdColumn,
  InstantColumn,
  JsonColumn,
  LongTextColumn,
  TextColumn,
  VersionNumberColumn,
} from '../../../platform/database';
import { ID_LENGTH } from '../../../platform/ids';
import { Product } from '../catalog.entity';
import type { CollectionRule } from './collection-rule';

const ASCII = { charset: 'ascii', collation: 'ascii_bin' } as const;

export const COLLECTION_KINDS = ['manual', 'rule'] as const;
export type CollectionKind = (typeof COLLECTION_KINDS)[number];
export const COLLECTION_STATUSES = ['draft', 'published'] as const;
export type CollectionStatus = (typeof COLLECTION_STATUSES)[number];

/** Products that belong together: picked by hand, or by a rule. */
@Entity('catalog_collection')
@Unique('catalog_collection_slug', ['slug'])
@Index('catalog_collection_rebuild', ['rebuildAt'])
@Index('catalog_collection_kind', ['kind', 'id'])
export class Collection {
  @IdColumn() id!: string;
  @Column({ type: 'varchar', length: 200, charset: 'utf8mb4', collation: 'utf8mb4_bin' }) slug!: string;
  @TextColumn(255) title!: string;
  @LongTextColumn() description!: string;
  @TextColumn(255, { nullable: true }) seoTitle!: string | null;
  @TextColumn(1000, { nullable: true }) seoDescription!: string | null;
  @AsciiColumn(16) status!: CollectionStatus;
  @AsciiColumn(16) kind!: CollectionKind;
  @JsonColumn({ nullable: true }) rule!: CollectionRule | null;
  /** When its products are to be looked for anew; null when they are right. */
  @InstantColumn({ nullable: true }) rebuildAt!: Date | null;
  /** Whether to look once more afterwards, for products that were being written with the old rule. */
  @FlagColumn({ default: false }) rebuildAgain!: boolean;
  @VersionNumberColumn() version!: number;
  @InstantColumn() createdAt!: Date;
  @InstantColumn() updatedAt!: Date;
}

@Entity('catalog_collection_product')
@Index('catalog_collection_product_order', ['collectionId', 'position', 'productId'])
@Index('catalog_collection_product_product', ['productId'])
export class CollectionProduct {
  @PrimaryColumn({ type: 'char', length: ID_LENGTH, ...ASCII }) collectionId!: string;
  @ManyToOne(() => Collection, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'collection_id', foreignKeyConstraintName: 'catalog_collection_product_collection_fk' })
  collection!: Relation<Collection>;
  @PrimaryColumn({ type: 'char', length: ID_LENGTH, ...ASCII }) productId!: string;
  @ManyToOne(() => Product, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'product_id', foreignKeyConstraintName: 'catalog_collection_product_product_fk' })
  product!: Relation<Product>;
  /** Where it stands in a collection that is picked by hand; 0 in one by rule. */
  @CountColumn() position!: number;
}

export const collectionEntities = [Collection, CollectionProduct] as const;
