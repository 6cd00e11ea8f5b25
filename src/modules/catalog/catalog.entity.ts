import { Column, Entity, Generated, Index, JoinColumn, ManyToOne, PrimaryColumn, Unique } from 'typeorm';
import type { Relation } from 'typeorm';
import {
  AsciiColumn,
  CountColumn,
  FlagColumn,
  IdColumn,
  InstantColumn,
  JsonColumn,
  LongTextColumn,
  MoneyColumn,
  RefColumn,
  TextColumn,
  VersionNumberColumn,
} from '../../platform/database';
import { ID_LENGTH } from '../../platform/ids';
import { Brand, brandEntities } from './brands/brand.entity';
import type { ProductOption, ProductStatus } from './catalog-draft';
import { salesEntities } from './sales/sales.entity';
import { slugEntities } from './slugs/slug-history.entity';

const BINARY = { type: 'varchar', charset: 'utf8mb4', collation: 'utf8mb4_bin' } as const;
const ASCII = { charset: 'ascii', collation: 'ascii_bin' } as const;

/** One version for the whole product: every change of it, its variants, prices, images or categories raises it. */
@Entity('catalog_product')
@Unique('catalog_product_slug', ['slug'])
@Index('catalog_product_newest', ['status', 'createdAt', 'id'])
@Index('catalog_product_title', ['status', 'title', 'id'])
@Index('catalog_product_vendor', ['status', 'vendor', 'createdAt', 'id'])
@Index('catalog_product_stock', ['status', 'inStock', 'createdAt', 'id'])
@Index('catalog_product_stock_title', ['status', 'inStock', 'title', 'id'])
@Index('catalog_product_sold', ['status', 'sold', 'id'])
@Index('catalog_product_stock_sold', ['status', 'inStock', 'sold', 'id'])
@Index('catalog_product_created', ['createdAt', 'id'])
@Index('catalog_product_publish', ['publishAt'])
@Index('catalog_product_unpublish', ['unpublishAt'])
@Index('catalog_product_brand', ['brandId', 'status', 'createdAt', 'id'])
@Index('catalog_product_search', ['searchNumber', 'inStock'])
export class Product {
  @IdColumn() id!: string;
  @Column({ ...BINARY, length: 200 }) slug!: string;
  @TextColumn(255) title!: string;
  @LongTextColumn() description!: string;
  @TextColumn(160) vendor!: string;
  @RefColumn({ nullable: true }) brandId!: string | null;
  @ManyToOne(() => Brand, { onDelete: 'RESTRICT', nullable: true })
  @JoinColumn({ name: 'brand_id', foreignKeyConstraintName: 'catalog_product_brand_fk' })
  brand!: Relation<Brand> | null;
  @TextColumn(160) productType!: string;
  @JsonColumn() tags!: readonly string[];
  @AsciiColumn(16) status!: ProductStatus;
  @AsciiColumn(40) taxCategory!: string;
  @TextColumn(255, { nullable: true }) seoTitle!: string | null;
  @TextColumn(1000, { nullable: true }) seoDescription!: string | null;
  @FlagColumn() giftCard!: boolean;
  @JsonColumn() options!: readonly ProductOption[];
  @JsonColumn() extra!: Readonly<Record<string, string>>;
  /** Read model: whether any variant has stock. */
  @FlagColumn() inStock!: boolean;
  /** Read model: units in paid orders of the last 90 days (`sales/`). */
  @CountColumn({ default: 0 }) sold!: number;
  @VersionNumberColumn() version!: number;
  @InstantColumn({ nullable: true }) publishedAt!: Date | null;
  /** Published, it is visible from here on, and until there. */
  @InstantColumn({ nullable: true }) publishAt!: Date | null;
  @InstantColumn({ nullable: true }) unpublishAt!: Date | null;
  @InstantColumn() createdAt!: Date;
  @InstantColumn() updatedAt!: Date;
  /** What the search index calls it: a short key makes it small. Given by the database. */
  @Column({ type: 'int' }) @Generated('increment') searchNumber!: number;
}

@Entity('catalog_image')
@Index('catalog_image_product', ['productId', 'position'])
@Index('catalog_image_media', ['mediaId'])
export class Image {
  @IdColumn() id!: string;
  @RefColumn() productId!: string;
  @ManyToOne(() => Product, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'product_id', foreignKeyConstraintName: 'catalog_image_product_fk' })
  product!: Relation<Product>;
  @TextColumn(2048) url!: string;
  @TextColumn(512, { nullable: true }) alt!: string | null;
  /** The upload that it shows; null for an image from elsewhere. */
  @RefColumn({ nullable: true }) mediaId!: string | null;
  @CountColumn() position!: number;
}

@Entity('catalog_variant')
@Unique('catalog_variant_sku', ['sku'])
@Unique('catalog_variant_combination', ['productId', 'optionKey'])
@Index('catalog_variant_position', ['productId', 'position'])
@Index('catalog_variant_image', ['imageId'])
@Index('catalog_variant_barcode', ['barcode'])
@Index('catalog_variant_sku_key', ['skuKey'])
export class Variant {
  @IdColumn() id!: string;
  @RefColumn() productId!: string;
  @ManyToOne(() => Product, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'product_id', foreignKeyConstraintName: 'catalog_variant_product_fk' })
  product!: Relation<Product>;
  @Column({ ...BINARY, length: 100, nullable: true }) sku!: string | null;
  /** Read model: the SKU without capitals, by which searches find it. A process of an older release leaves it as it was when it writes a SKU. */
  @Column({ ...BINARY, length: 200, nullable: true }) skuKey!: string | null;
  /** The option values, ` / ` between them; empty for the only variant of a product without options. */
  @TextColumn(1024) title!: string;
  @JsonColumn() options!: Readonly<Record<string, string>>;
  /** Hash of the normalised combination: the unique key lets each exist once. */
  @AsciiColumn(64) optionKey!: string;
  @CountColumn() position!: number;
  @TextColumn(64, { nullable: true }) barcode!: string | null;
  @CountColumn({ nullable: true }) weightGrams!: number | null;
  @FlagColumn() requiresShipping!: boolean;
  @FlagColumn() taxable!: boolean;
  @RefColumn({ nullable: true }) imageId!: string | null;
  @ManyToOne(() => Image, { onDelete: 'SET NULL', nullable: true })
  @JoinColumn({ name: 'image_id', foreignKeyConstraintName: 'catalog_variant_image_fk' })
  image!: Relation<Image> | null;
  @JsonColumn() extra!: Readonly<Record<string, string>>;
  /** Read model of what inventory says; nothing about money or stock is decided by it. */
  @CountColumn({ default: 0 }) available!: number;
  /** Inventory's own version of that number; an older one never replaces a newer one. */
  @CountColumn({ default: 0 }) stockVersion!: number;
}

@Entity('catalog_price')
export class Price {
  @PrimaryColumn({ type: 'char', length: ID_LENGTH, ...ASCII }) variantId!: string;
  @ManyToOne(() => Variant, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'variant_id', foreignKeyConstraintName: 'catalog_price_variant_fk' })
  variant!: Relation<Variant>;
  @PrimaryColumn({ type: 'char', length: 3, ...ASCII }) currency!: string;
  @MoneyColumn() amount!: number;
  @MoneyColumn({ nullable: true }) compareAtAmount!: number | null;
}

/** Read model: the cheapest and the dearest variant of a product, per currency. */
@Entity('catalog_price_range')
@Index('catalog_price_range_min', ['currency', 'minAmount', 'productId', 'maxAmount', 'inStock'])
@Index('catalog_price_range_stock', ['currency', 'inStock', 'minAmount', 'productId', 'maxAmount'])
@Index('catalog_price_range_max', ['currency', 'maxAmount', 'productId'])
export class PriceRange {
  @PrimaryColumn({ type: 'char', length: ID_LENGTH, ...ASCII }) productId!: string;
  @ManyToOne(() => Product, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'product_id', foreignKeyConstraintName: 'catalog_price_range_product_fk' })
  product!: Relation<Product>;
  @PrimaryColumn({ type: 'char', length: 3, ...ASCII }) currency!: string;
  @MoneyColumn() minAmount!: number;
  @MoneyColumn() maxAmount!: number;
  /** The product's, so that an index has it beside the price. */
  @FlagColumn({ default: false }) inStock!: boolean;
}

@Entity('catalog_category')
@Unique('catalog_category_slug', ['slug'])
@Unique('catalog_category_path', ['path'])
@Index('catalog_category_parent', ['parentId', 'position'])
export class Category {
  @IdColumn() id!: string;
  @RefColumn({ nullable: true }) parentId!: string | null;
  @ManyToOne(() => Category, { onDelete: 'RESTRICT', nullable: true })
  @JoinColumn({ name: 'parent_id', foreignKeyConstraintName: 'catalog_category_parent_fk' })
  parent!: Relation<Category> | null;
  @Column({ ...BINARY, length: 200 }) slug!: string;
  @TextColumn(255) title!: string;
  @LongTextColumn() description!: string;
  @TextColumn(255, { nullable: true }) seoTitle!: string | null;
  @TextColumn(1000, { nullable: true }) seoDescription!: string | null;
  @CountColumn() position!: number;
  /** The ids from the root down to this one, each followed by `/`: a subtree is a range of this column. */
  @AsciiColumn(255) path!: string;
  @VersionNumberColumn() version!: number;
  @InstantColumn() createdAt!: Date;
  @InstantColumn() updatedAt!: Date;
}

@Entity('catalog_product_category')
@Index('catalog_product_category_members', ['categoryId', 'productId'])
export class ProductCategory {
  @PrimaryColumn({ type: 'char', length: ID_LENGTH, ...ASCII }) productId!: string;
  @ManyToOne(() => Product, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'product_id', foreignKeyConstraintName: 'catalog_product_category_product_fk' })
  product!: Relation<Product>;
  @PrimaryColumn({ type: 'char', length: ID_LENGTH, ...ASCII }) categoryId!: string;
  @ManyToOne(() => Category, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'category_id', foreignKeyConstraintName: 'catalog_product_category_category_fk' })
  category!: Relation<Category>;
}

/** Read model for filters and facets: each option value that some variant of the product has, once. */
@Entity('catalog_option_value')
@Index('catalog_option_value_lookup', ['nameKey', 'valueKey', 'productId'])
export class OptionValue {
  @PrimaryColumn({ type: 'char', length: ID_LENGTH, ...ASCII }) productId!: string;
  @ManyToOne(() => Product, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'product_id', foreignKeyConstraintName: 'catalog_option_value_product_fk' })
  product!: Relation<Product>;
  @PrimaryColumn({ ...BINARY, length: 100 }) nameKey!: string;
  @PrimaryColumn({ ...BINARY, length: 255 }) valueKey!: string;
  @TextColumn(100) name!: string;
  @TextColumn(255) value!: string;
}

export const catalogEntities = [
  ...[Product, Image, Variant, Price, PriceRange, Category, ProductCategory, OptionValue],
  ...brandEntities,
  ...slugEntities,
  ...salesEntities,
] as const;
