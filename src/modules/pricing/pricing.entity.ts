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
  RefColumn,
  TextColumn,
  VersionNumberColumn,
} from '../../platform/database';
import { ID_LENGTH } from '../../platform/ids';
import type { DiscountLevel } from './calculation/price.types';
import type { PromotionKind } from './promotions/promotion.rules';

const ASCII = { charset: 'ascii', collation: 'ascii_bin' } as const;

/** What goods are taxed as. Products name it by its code. */
@Entity('pricing_tax_category')
@Unique('pricing_tax_category_code', ['code'])
export class TaxCategory {
  @IdColumn() id!: string;
  @AsciiColumn(40) code!: string;
  @TextColumn(200) title!: string;
  @VersionNumberColumn() version!: number;
  @InstantColumn() createdAt!: Date;
  @InstantColumn() updatedAt!: Date;
}

/** One component of the tax on a category in a place. Rows of a region replace those of the whole country (region ''). */
@Entity('pricing_tax_rate')
@Unique('pricing_tax_rate_place', ['categoryId', 'country', 'region', 'name'])
@Index('pricing_tax_rate_country', ['country'])
export class TaxRateRow {
  @IdColumn() id!: string;
  @RefColumn() categoryId!: string;
  @ManyToOne(() => TaxCategory, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'category_id', foreignKeyConstraintName: 'pricing_tax_rate_category_fk' })
  category!: Relation<TaxCategory>;
  @Column({ type: 'char', length: 2, ...ASCII }) country!: string;
  @TextColumn(100) region!: string;
  @TextColumn(100) name!: string;
  /** A decimal fraction as text: it is parsed exactly and never becomes a float. */
  @AsciiColumn(16) rate!: string;
}

@Entity('pricing_shipping_method')
@Index('pricing_shipping_method_position', ['active', 'position', 'id'])
export class ShippingMethod {
  @IdColumn() id!: string;
  @TextColumn(200) title!: string;
  @TextColumn(1000) description!: string;
  @AsciiColumn(40) taxCategory!: string;
  /** ISO 3166 codes; null means everywhere. */
  @JsonColumn({ nullable: true }) countries!: readonly string[] | null;
  @CountColumn() minDays!: number;
  @CountColumn() maxDays!: number;
  @CountColumn({ default: 0 }) position!: number;
  @FlagColumn() active!: boolean;
  @VersionNumberColumn() version!: number;
  @InstantColumn() createdAt!: Date;
  @InstantColumn() updatedAt!: Date;
}

@Entity('pricing_shipping_price')
export class ShippingPrice {
  @PrimaryColumn({ type: 'char', length: ID_LENGTH, ...ASCII }) methodId!: string;
  @ManyToOne(() => ShippingMethod, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'method_id', foreignKeyConstraintName: 'pricing_shipping_price_method_fk' })
  method!: Relation<ShippingMethod>;
  @PrimaryColumn({ type: 'char', length: 3, ...ASCII }) currency!: string;
  @MoneyColumn() amount!: number;
  @MoneyColumn({ nullable: true }) freeFrom!: number | null;
}

@Entity('pricing_promotion')
@Unique('pricing_promotion_code', ['code'])
export class Promotion {
  @IdColumn() id!: string;
  /** Canonical: upper case. */
  @AsciiColumn(40) code!: string;
  @TextColumn(200) title!: string;
  @AsciiColumn(20) kind!: PromotionKind;
  @AsciiColumn(10) level!: DiscountLevel;
  @CountColumn({ default: 0 }) priority!: number;
  @AsciiColumn(16, { nullable: true }) percent!: string | null;
  @MoneyColumn({ nullable: true }) amount!: number | null;
  @MoneyColumn({ nullable: true }) minSubtotal!: number | null;
  /** Of both amounts. */
  @Column({ type: 'char', length: 3, nullable: true, ...ASCII }) currency!: string | null;
  @InstantColumn({ nullable: true }) startsAt!: Date | null;
  @InstantColumn({ nullable: true }) endsAt!: Date | null;
  @CountColumn({ nullable: true }) usageLimit!: number | null;
  @CountColumn({ nullable: true }) usageLimitPerCustomer!: number | null;
  /** Live redemptions; only ever moved by a guarded update. */
  @CountColumn({ default: 0 }) usedCount!: number;
  @FlagColumn() active!: boolean;
  @VersionNumberColumn() version!: number;
  @InstantColumn() createdAt!: Date;
  @InstantColumn() updatedAt!: Date;
}

/** An order that used a promotion. The key lets each pair exist once. */
@Entity('pricing_redemption')
@Index('pricing_redemption_order', ['orderId'])
@Index('pricing_redemption_customer', ['promotionId', 'customerKey'])
export class Redemption {
  @PrimaryColumn({ type: 'char', length: ID_LENGTH, ...ASCII }) promotionId!: string;
  @ManyToOne(() => Promotion)
  @JoinColumn({ name: 'promotion_id', foreignKeyConstraintName: 'pricing_redemption_promotion_fk' })
  promotion!: Relation<Promotion>;
  @PrimaryColumn({ type: 'char', length: ID_LENGTH, ...ASCII }) orderId!: string;
  /** SHA-256 of whatever names the customer, so that no e-mail address lies here. */
  @AsciiColumn(64, { nullable: true }) customerKey!: string | null;
  @InstantColumn() createdAt!: Date;
}

export const pricingEntities = [TaxCategory, TaxRateRow, ShippingMethod, ShippingPrice, Promotion, Redemption] as const;
