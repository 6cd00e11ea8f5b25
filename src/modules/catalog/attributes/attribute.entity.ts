import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, Unique } from 'typeorm';
import type { Relation } from 'typeorm';
import {
  AsciiColumn,
  CountColumn,
  FlagColumn,
  IdColumn,
  InstantColumn,
  JsonColumn,
  MoneyColumn,
  TextColumn,
  VersionNumberColumn,
} from '../../../platform/database';
import { ID_LENGTH } from '../../../platform/ids';
import { Product } from '../catalog.entity';
import type { AttributeOption, AttributeType } from './attribute-value';

const ASCII = { charset: 'ascii', collation: 'ascii_bin' } as const;

/** What the shop knows of its products beyond the fields that all have: defined by staff while the shop runs. */
@Entity('catalog_attribute')
@Unique('catalog_attribute_key', ['key'])
export class Attribute {
  @IdColumn() id!: string;
  @Column({ name: 'attribute_key', type: 'varchar', length: 64, ...ASCII }) key!: string;
  @TextColumn(160) label!: string;
  @AsciiColumn(16) type!: AttributeType;
  @TextColumn(40, { nullable: true }) unit!: string | null;
  @FlagColumn() filterable!: boolean;
  /** Of a select: the values that products may have, in the order to show them. */
  @JsonColumn() options!: readonly AttributeOption[];
  @CountColumn() position!: number;
  @VersionNumberColumn() version!: number;
  @InstantColumn() createdAt!: Date;
  @InstantColumn() updatedAt!: Date;
}

@Entity('catalog_product_attribute')
@Index('catalog_product_attribute_value', ['attributeId', 'valueKey', 'productId'])
@Index('catalog_product_attribute_rank', ['attributeId', 'valueRank', 'productId'])
export class ProductAttribute {
  @PrimaryColumn({ type: 'char', length: ID_LENGTH, ...ASCII }) productId!: string;
  @ManyToOne(() => Product, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'product_id', foreignKeyConstraintName: 'catalog_product_attribute_product_fk' })
  product!: Relation<Product>;
  @PrimaryColumn({ type: 'char', length: ID_LENGTH, ...ASCII }) attributeId!: string;
  @ManyToOne(() => Attribute, { onDelete: 'RESTRICT' })
  @JoinColumn({ name: 'attribute_id', foreignKeyConstraintName: 'catalog_product_attribute_attribute_fk' })
  attribute!: Relation<Attribute>;
  /** As text, whatever its type. */
  @TextColumn(1000) value!: string;
  /** By which equal values are found. */
  @Column({ type: 'varchar', length: 255, charset: 'utf8mb4', collation: 'utf8mb4_bin' }) valueKey!: string;
  /** Where it stands among the others, for ranges: millionths of a number, days of a date. */
  @MoneyColumn({ nullable: true }) valueRank!: number | null;
}

export const attributeEntities = [Attribute, ProductAttribute] as const;
