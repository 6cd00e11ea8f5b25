import {
  Country,
  Currency,
  EXAMPLE_CART_TOKEN,
  Email,
  Example,
  exampleId,
  Id,
  Integer,
  ListOf,
  MoneyDto,
  Nested,
  OneOf,
  Optional,
  OptionalOrNull,
  Text,
} from '../../platform/http';
import { Money } from '../../platform/money';
import { CART_STATUSES, MAX_LINES, MAX_QUANTITY } from './cart.entity';
import type { Address, CartStatus } from './cart.entity';
import type { CartLineView, PricedCart } from './cart-pricer';
import { MERGE_POLICIES } from './merge-carts';
import type { MergePolicy } from './merge-carts';

const LINE_STATUSES = ['ok', 'unavailable', 'short'] as const;

/** A postal address. */
export class AddressDto implements Address {
  /** Who receives it. @example Ada Lovelace */
  @Text(1, 200) name!: string;

  /** Street and number. @example Invalidenstr. 43 */
  @Text(1, 200) line1!: string;

  /** Flat, floor, company. @example 2nd floor */
  @OptionalOrNull() @Text(1, 200) line2?: string | null;

  /** City or town. @example Berlin */
  @Text(1, 100) city!: string;

  /** State, province or canton, where the country has them. @example Berlin */
  @OptionalOrNull() @Text(1, 100) region?: string | null;

  /** As the country writes it. @example 10115 */
  @Text(1, 20) postalCode!: string;

  /** ISO 3166-1 alpha-2 code. @example DE */
  @Country() country!: string;

  /** With country code. @example +49 30 901820 */
  @OptionalOrNull() @Text(3, 40) phone?: string | null;
}

export class AddLineRequest {
  /** What to put in. @example var_02ITLcBYoUJdzTUMCSHuv3 */
  @Id('var') variantId!: string;

  /** Units to add to what the cart already holds of it. @example 2 */
  @Integer(1, MAX_QUANTITY) quantity!: number;
}

export class CreateCartRequest {
  /** ISO 4217 code of the prices; the shop's default currency when absent. A customer's cart keeps the currency it has. @example EUR */
  @Optional() @Currency() currency?: string;

  /** What to put in at once. */
  @Optional() @ListOf(AddLineRequest, { max: MAX_LINES }) lines?: AddLineRequest[];

  /** Where the confirmation goes. @example ada@example.com */
  @Optional() @Email() email?: string;

  /** Where the goods go. */
  @Optional() @Nested(AddressDto) shippingAddress?: AddressDto;

  /** Who pays; the shipping address when absent. */
  @Optional() @Nested(AddressDto) billingAddress?: AddressDto;

  /** One of the methods that serve the address. @example ship_02ITLcBYoUJdzTUMCSHuv3 */
  @Optional() @Id('ship') shippingMethodId?: string;
}

export class UpdateLineRequest {
  /** The new number of units; 0 removes the line. @example 3 */
  @Integer(0, MAX_QUANTITY) quantity!: number;
}

export class UpdateCartRequest {
  /** Prices follow; a line without a price in the new currency cannot be ordered. @example EUR */
  @Optional() @Currency() currency?: string;

  /** Where the confirmation goes; null takes it away. @example ada@example.com */
  @OptionalOrNull() @Email() email?: string | null;

  /** Where the goods go. Replaced as a whole: what the new one leaves out is gone. Null takes it away. */
  @OptionalOrNull() @Nested(AddressDto) shippingAddress?: AddressDto | null;

  /** Who pays; the shipping address until there is one. Replaced as a whole: what the new one leaves out is gone. Null takes it away. */
  @OptionalOrNull() @Nested(AddressDto) billingAddress?: AddressDto | null;

  /** One of the cart's shipping methods. @example ship_02ITLcBYoUJdzTUMCSHuv3 */
  @OptionalOrNull() @Id('ship') shippingMethodId?: string | null;
}

export class AddCouponRequest {
  /** As printed on the voucher; case does not matter. @example WELCOME10 */
  @Text(1, 50) code!: string;
}

export class MergeCartRequest {
  /** The guest cart. */
  @Id('cart', { example: exampleId('cart', 2) }) cartId!: string;

  /** The token that the guest got when the cart was created. */
  @Text(20, 100, { example: EXAMPLE_CART_TOKEN }) token!: string;

  /** What a variant's quantity becomes that stands in both carts: their sum, the larger of the two, or the customer's own. */
  @Optional() @OneOf(MERGE_POLICIES, 'CartMergePolicy') policy?: MergePolicy;
}

export class CartLineResponse {
  /** Of the line; what PATCH and DELETE of the line name. @example line_02ITLcBYoUJdzTUMCSHuv3 */
  id!: string;
  /** What is bought; a variant stands in one line only. @example var_02ITLcBYoUJdzTUMCSHuv3 */
  variantId!: string;
  /** Null when the variant is no longer for sale. */
  @Example('prod_02ITLcBYoUJdzTUMCSHuv3') productId!: string | null;
  /** Null when the variant has none. */
  @Example('MUG-BLUE') sku!: string | null;
  /** Title of the product; what it was called when added, if it is no longer for sale. @example Stoneware mug */
  title!: string;
  /** The option values together; empty without options, or when no longer for sale. @example Blue */
  variantTitle!: string;
  /** Null when there is no picture. */
  @Example('https://shop.example.com/mug.jpg') imageUrl!: string | null;
  /** Units wanted, 1 to 9,999. @example 2 */
  quantity!: number;
  /** In the price basis of the shop, before discounts. When no longer for sale, what it cost when added or when the currency last changed; 0 when it was not sold in the currency then. */
  unitPrice!: MoneyDto;
  /** Unit price times quantity. */
  subtotal!: MoneyDto;
  /** What discounts take off, order-level ones included. */
  discount!: MoneyDto;
  /** Tax in, or on top of, the discounted line. */
  tax!: MoneyDto;
  /** What is paid for the line, tax included. */
  total!: MoneyDto;
  /** `unavailable`: no longer for sale, not counted; `short`: fewer units in stock than wanted. */
  @OneOf(LINE_STATUSES, 'CartLineStatus') status!: (typeof LINE_STATUSES)[number];

  static from(line: CartLineView, priced: PricedCart): CartLineResponse {
    const { currency } = priced.cart;
    const money = (amount: number): MoneyDto => MoneyDto.from(Money.of(amount, currency));
    const price = priced.quote.lines.find(({ reference }) => reference === line.id);
    const shortOrOk = line.available < line.quantity ? 'short' : 'ok';
    return {
      ...{ id: line.id, variantId: line.variantId, quantity: line.quantity, title: line.offer?.title ?? line.title },
      ...{ productId: line.offer?.productId ?? null, sku: line.offer?.sku ?? null, variantTitle: line.offer?.variantTitle ?? '' },
      imageUrl: line.offer?.imageUrl ?? null,
      unitPrice: money(line.offer?.unitPrice.amount ?? line.seenAmount),
      ...{
        subtotal: money(price?.subtotal ?? 0),
        discount: money(price?.discount ?? 0),
        tax: money(price?.tax ?? 0),
        total: money(price?.gross ?? 0),
      },
      status: line.offer ? shortOrOk : 'unavailable',
    };
  }
}

export class CartTaxResponse {
  /** Decimal fraction. @example 0.19 */
  rate!: string;
  /** As the tax is called; null for what no tax of the shop applies to. */
  @Example('VAT') name!: string | null;
  /** What is taxed at the rate, net. */
  base!: MoneyDto;
  /** What the rate makes of the base. */
  tax!: MoneyDto;
}

export class CartCouponResponse {
  /** In upper case, however it was typed. @example WELCOME10 */
  code!: string;
  /** What shoppers see beside the amount; empty when the code is no longer known. @example 10 % off your first order */
  title!: string;
  /** Whether it counts now. @example true */
  eligible!: boolean;
  /** What it takes off. */
  applied!: MoneyDto;
  /** Why it does not count; null when it does. */
  @Example(null) reason!: string | null;
}

export class CartResponse {
  /** Opens nothing by itself: a guest also needs the token. @example cart_02ITLcBYoUJdzTUMCSHuv3 */
  id!: string;
  /** Rises with every change; the first part of the ETag. @example 4 */
  version!: number;
  /** `checked_out` carts have become an order and never change again. */
  @OneOf(CART_STATUSES, 'CartStatus') status!: CartStatus;
  /** ISO 4217 code of all amounts of the cart. @example EUR */
  currency!: string;
  /** In the order in which they were added; at most 100. */
  lines!: CartLineResponse[];
  /** In the order in which they were typed; at most 5. */
  coupons!: CartCouponResponse[];
  /** Null until given. */
  @Example('ada@example.com') email!: string | null;
  /** Null until given. */
  @Nested(AddressDto) shippingAddress!: AddressDto | null;
  /** The shipping address when none was given; null until one of them was. */
  @Nested(AddressDto) billingAddress!: AddressDto | null;
  /** Null until chosen. */
  @Example('ship_02ITLcBYoUJdzTUMCSHuv3') shippingMethodId!: string | null;
  /** The lines before discounts, in the price basis of the shop. */
  subtotal!: MoneyDto;
  /** All that discounts take off the lines. */
  discountTotal!: MoneyDto;
  /** Shipping after discounts, in the price basis of the shop. */
  shippingTotal!: MoneyDto;
  /** All taxes, those on shipping included. */
  taxTotal!: MoneyDto;
  /** What is paid in the end. */
  total!: MoneyDto;
  /** One row per rate; the rows add up to `taxTotal`. */
  taxBreakdown!: CartTaxResponse[];
  /** Opens the cart as `X-Cart-Token`. Only in the answer that creates a guest cart; it cannot be read again. */
  token?: string;

  static from(priced: PricedCart & { readonly token?: string }): CartResponse {
    const { cart, quote } = priced;
    const money = (amount: number): MoneyDto => MoneyDto.from(Money.of(amount, cart.currency));
    const { email = null, shippingAddress = null, billingAddress = shippingAddress } = cart.contact;
    const sum = (field: 'subtotal' | 'discount'): number => quote.lines.reduce((total, line) => total + line[field], 0);
    return {
      ...{ id: cart.id, version: cart.version, status: cart.status, currency: cart.currency },
      lines: priced.lines.map((line) => CartLineResponse.from(line, priced)),
      coupons: quote.coupons.map(({ code, title, eligible, applied, reason }) => ({
        ...{ code, title, eligible, applied: MoneyDto.from(applied), reason: reason?.detail ?? null },
      })),
      ...{ email, shippingAddress, billingAddress, shippingMethodId: cart.shippingMethodId },
      ...{ subtotal: money(sum('subtotal')), discountTotal: money(sum('discount')) },
      shippingTotal: money(quote.shipping.subtotal - quote.shipping.discount),
      ...{ taxTotal: money(quote.totals.tax), total: money(quote.totals.gross) },
      taxBreakdown: quote.taxBreakdown.map(({ rate, name = null, base, tax }) => ({ rate, name, base: money(base), tax: money(tax) })),
      ...(priced.token === undefined ? {} : { token: priced.token }),
    };
  }
}
