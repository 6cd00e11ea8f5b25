import { authInvariants } from './modules/auth';
import { cartInvariants } from './modules/cart';
import { checkoutInvariants } from './modules/checkout';
import { inventoryInvariants } from './modules/inventory';
import { ordersInvariants } from './modules/orders';
import { paymentsInvariants } from './modules/payments';
import { pricingInvariants } from './modules/pricing';
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
