import { defineProblem, member } from '../../platform/http';
import { COUPON_REFUSALS } from '../pricing';
import type { CouponRefusal } from '../pricing';
import { CART_STATUSES } from './cart.entity';
import type { CartStatus } from './cart.entity';

export class CartIsClosed extends defineProblem({
  code: 'cart/closed',
  status: 409,
  title: 'The cart is closed',
  help: 'The cart was checked out or merged into another one, so it can no longer change or be checked out again. Create a new cart, or continue with the order it became.',
  members: { cartStatus: member.oneOf('What became of the cart.', CART_STATUSES, { name: 'CartStatus', example: 'checked_out' }) },
}) {
  constructor(status: CartStatus) {
    super(`This cart is ${status} and cannot change any more.`, { cartStatus: status });
  }
}

export class ProductNotSellable extends defineProblem({
  code: 'cart/not-sellable',
  status: 422,
  title: 'The variant cannot be bought',
  help: 'The variant does not exist, is not published, or has no price in the currency of the cart. Choose another variant, or a cart in another currency.',
  members: { variantId: member.id('The variant that cannot be bought.', 'var') },
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
  members: {
    coupon: member.text('The code of the coupon.', 'WELCOME10'),
    reason: member.oneOf('Why it does not apply.', COUPON_REFUSALS, { example: 'expired' }),
  },
}) {
  constructor(code: string, reason: CouponRefusal) {
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
  members: {
    missing: member.listOf<MissingRequirement>('What an order still needs, in the order to ask for it.', 'RequirementResponse', {
      code: 'email_required',
      pointer: '/email',
      detail: 'An e-mail address is needed.',
    }),
  },
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
  members: { offered: member.currencies('Those that the shop sells in.') },
}) {
  constructor(currency: string, offered: readonly string[]) {
    super(`${currency} is not one of ${offered.join(', ')}.`, { offered });
  }
}
