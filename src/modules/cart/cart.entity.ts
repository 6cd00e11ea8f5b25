import { Entity, Index, JoinColumn, ManyToOne, OneToMany, Unique } from 'typeorm';
import type { Relation } from 'typeorm';
import {
  AsciiColumn,
  CountColumn,
  CurrencyColumn,
  IdColumn,
  InstantColumn,
  JsonColumn,
  LongTextColumn,
  MoneyColumn,
  RefColumn,
  Sealed,
  TextColumn,
  VersionNumberColumn,
} from '../../platform/database';

export const CART_STATUSES = ['active', 'checked_out', 'merged'] as const;
export type CartStatus = (typeof CART_STATUSES)[number];

export const MAX_LINES = 100;
export const MAX_QUANTITY = 9_999;
export const MAX_COUPONS = 5;

/** A basket. It belongs to a customer, or to whoever holds its token; while it is checked out nobody can change it. */
@Entity('cart_cart')
@Unique('cart_cart_one_active', ['activeCustomerId'])
@Index('cart_cart_customer', ['customerId'])
export class Cart {
  @IdColumn()
  id!: string;

  @VersionNumberColumn()
  version!: number;

  @AsciiColumn(12)
  status!: CartStatus;

  @CurrencyColumn()
  currency!: string;

  @RefColumn({ nullable: true })
  customerId!: string | null;

  /** The customer while the cart is active, else null: the unique key on it allows one active cart per customer. */
  @RefColumn({ nullable: true })
  activeCustomerId!: string | null;

  /** SHA-256 of the guest's token; null as soon as a customer owns the cart. */
  @AsciiColumn(64, { nullable: true })
  tokenHash!: string | null;

  /** Where the lines went when a guest cart was merged. */
  @RefColumn({ nullable: true })
  mergedInto!: string | null;

  /** E-mail and addresses, encrypted as one JSON document. */
  @Sealed()
  @LongTextColumn({ nullable: true })
  contactSealed!: string | null;

  @RefColumn({ nullable: true })
  shippingMethodId!: string | null;

  @JsonColumn()
  couponCodes!: readonly string[];

  @InstantColumn()
  createdAt!: Date;

  @InstantColumn()
  updatedAt!: Date;

  @OneToMany(() => CartLine, (line) => line.cart)
  lines!: Relation<CartLine>[];
}

@Entity('cart_line')
@Unique('cart_line_variant', ['cartId', 'variantId'])
export class CartLine {
  @IdColumn()
  id!: string;

  @RefColumn()
  cartId!: string;

  @ManyToOne(() => Cart, (cart) => cart.lines, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'cart_id', foreignKeyConstraintName: 'cart_line_cart' })
  cart!: Relation<Cart>;

  @RefColumn()
  variantId!: string;

  @CountColumn()
  quantity!: number;

  /** What it was called and cost when it was put in: shown when the shop no longer sells it. Never used to charge. */
  @TextColumn(255)
  title!: string;

  @MoneyColumn()
  seenAmount!: number;

  @InstantColumn()
  createdAt!: Date;
}

export interface Address {
  readonly name: string;
  readonly line1: string;
  readonly line2?: string | null;
  readonly city: string;
  readonly region?: string | null;
  readonly postalCode: string;
  readonly country: string;
  readonly phone?: string | null;
}

/** What the shopper told about themselves. Billing defaults to shipping. */
export interface Contact {
  readonly email?: string;
  readonly shippingAddress?: Address;
  readonly billingAddress?: Address;
}

export const cartEntities = [Cart, CartLine] as const;
