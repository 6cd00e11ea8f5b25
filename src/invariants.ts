import { authInvariants } from './modules/auth/auth.invariants';
import { cartInvariants } from './modules/cart/cart.invariants';
import { checkoutInvariants } from './modules/checkout/checkout.invariants';
import { inventoryInvariants } from './modules/inventory/inventory.invariants';
import { ordersInvariants } from './modules/orders/orders.invariants';
import { paymentsInvariants } from './modules/payments/payments.invariants';
import { pricingInvariants } from './modules/pricing/pricing.invariants';
import type { Invariant } from './platform/database';
import { platformInvariants } from './platform/platform.invariants';

/** Every module's sentences about the database, joined on the roof for `npm run invariants` and the tests. */
export const invariants: readonly Invariant[] = [
  ...authInvariants,
  ...inventoryInvariants,
  ...ordersInvariants,
  ...paymentsInvariants,
  ...pricingInvariants,
  ...cartInvariants,
  ...checkoutInvariants,
  ...platformInvariants,
];
