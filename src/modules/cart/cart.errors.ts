import { defineProblem } from '../../platform/http';

export class CartIsClosed extends defineProblem({
  code: 'cart/closed',
  status: 409,
  title: 'The cart is closed',
  help: 'The cart was checked out or merged into another one, so it can no longer change or be checked out again. Create a new cart, or continue with the order it became.',
}) {
  constructor(status: string) {
    super(`This cart is ${status} and cannot change any more.`, { cartStatus: status });
  }
}

export class ProductNotSellable extends defineProblem({
  code: 'cart/not-sellable',
  status: 422,
  title: 'The variant cannot be bought',
  help: 'The variant does not exist, is not published, or has no price in the currency of the cart. Choose another variant, or a cart in another currency.',
}) {
  constructor(variantId: string, currency: string) {
    super(`The variant ${variantId} is not for sale in ${currency}.`, { variantId });
  }
}

export class CartIsFull extends defineProblem({
  code: 'cart/full',
  status: 422,
  title: 'The cart is full',
  help: 'A cart holds at most 100 different variants, and 9999 units of each.',
}) {
  constructor(what: string) {
    super(`A cart holds at most ${what}.`);
  }
}

export class CouponIneligible extends defineProblem({
  code: 'cart/coupon-ineligible',
  status: 422,
  title: 'The coupon does not apply',
  help: 'The code is unknown, expired, used up, or its conditions are not met; `reason` names which. The cart is unchanged.',
}) {
  constructor(code: string, reason: { readonly code: string; readonly detail: string }) {
    super(reason.detail, { coupon: code, reason: reason.code });
  }
}

export const REQUIREMENT_CODES = [
  'cart_closed',
  'empty',
  'email_required',
  'shipping_address_required',
  'shipping_method_required',
  'line_unavailable',
  'line_short',
  'coupon_ineligible',
] as const;

export interface MissingRequirement {
  readonly code: (typeof REQUIREMENT_CODES)[number];
  readonly pointer: string;
  readonly detail: string;
}

export class CartNotReady extends defineProblem({
  code: 'cart/not-ready',
  status: 422,
  title: 'The cart is not ready for checkout',
  help: 'Something that an order needs is missing; `missing` lists what, with a JSON pointer into the cart. GET /v1/carts/{id}/requirements answers the same list.',
}) {
  constructor(missing: readonly MissingRequirement[]) {
    super(missing.map(({ detail }) => detail).join(' '), { missing });
  }
}

export class CurrencyNotOffered extends defineProblem({
  code: 'cart/currency-not-offered',
  status: 422,
  title: 'The shop does not sell in this currency',
  help: 'Use one of the currencies that the problem lists.',
}) {
  constructor(currency: string, offered: readonly string[]) {
    super(`${currency} is not one of ${offered.join(', ')}.`, { offered });
  }
}
