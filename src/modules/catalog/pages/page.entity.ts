import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import type { Relation } from 'typeorm';
import { CountColumn, FlagColumn, InstantColumn, LongTextColumn, MoneyColumn, TextColumn } from '../../../platform/database';
import { ID_LENGTH } from '../../../platform/ids';
import { Category, Product } from '../catalog.entity';

const ASCII = { charset: 'ascii', collation: 'ascii_bin' } as const;

/** Read model: a product as shoppers get it, written out as JSON. Rows without texts say that it is not sold in the currency. */
@Entity('catalog_page')
@Index('catalog_page_outdated', ['outdated', 'productId'])
export class ProductPage {
  @PrimaryColumn({ type: 'char', length: ID_LENGTH, ...ASCII }) productId!: string;
  @ManyToOne(() => Product, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'product_id', foreignKeyConstraintName: 'catalog_page_product_fk' })
  product!: Relation<Product>;
  @PrimaryColumn({ type: 'char', length: 3, ...ASCII }) currency!: string;
  /** Empty for the texts as they stand in the product itself. */
  @PrimaryColumn({ type: 'varchar', length: 35, ...ASCII }) locale!: string;
  /** Of the product and of the form when this was written (`PageVersion`); a page of another version is not shown. */
  @CountColumn() version!: number;
  /** Something that it shows has changed elsewhere; it is not shown, and written anew soon. */
  @FlagColumn({ default: false }) outdated!: boolean;
  @LongTextColumn({ nullable: true }) summary!: string | null;
  @LongTextColumn({ nullable: true }) detail!: string | null;
}

/** Read model: the visible products below each category of the tree, in every order that a list can have. */
@Entity('catalog_category_listing')
@Index('catalog_category_listing_newest', ['categoryId', 'currency', 'createdAt', 'productId', 'inStock'])
@Index('catalog_category_listing_price', ['categoryId', 'currency', 'minAmount', 'productId', 'inStock'])
@Index('catalog_category_listing_title', ['categoryId', 'currency', 'title', 'productId', 'inStock'])
@Index('catalog_category_listing_sold', ['categoryId', 'currency', 'sold', 'productId', 'inStock'])
@Index('catalog_category_listing_product', ['productId'])
export class CategoryListing {
  @PrimaryColumn({ type: 'char', length: ID_LENGTH, ...ASCII }) categoryId!: string;
  @ManyToOne(() => Category, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'category_id', foreignKeyConstraintName: 'catalog_category_listing_category_fk' })
  category!: Relation<Category>;
  @Column({ primary: true, type: 'char', length: 3, ...ASCII }) currency!: string;
  @PrimaryColumn({ type: 'char', length: ID_LENGTH, ...ASCII }) productId!: string;
  @ManyToOne(() => Product, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'product_id', foreignKeyConstraintName: 'catalog_category_listing_product_fk' })
  product!: Relation<Product>;
  @InstantColumn() createdAt!: Date;
  @MoneyColumn() minAmount!: number;
  @TextColumn(255) title!: string;
  /** Both the product's, so that the indexes have them. */
  @FlagColumn({ default: false }) inStock!: boolean;
  @CountColumn({ default: 0 }) sold!: number;
}

export const catalogPageEntities = [ProductPage, CategoryListing] as const;
