import type { Mutant } from '../mutant';

const REDEMPTIONS = 'src/modules/pricing/promotions/redemptions.service.ts';
const CART = 'src/modules/cart/cart.store.ts';
const coupons = ['test/modules/pricing/redemptions.spec.ts'];
const JOURNEYS = 'test/e2e/journeys.spec.ts';
const OWNERSHIP = 'test/modules/cart/ownership.spec.ts';
const RACES = 'test/e2e/races.spec.ts';

export const cartsAndCoupons: readonly Mutant[] = [
  { name: 'coupon-limit', file: REDEMPTIONS, find: ' AND (usage_limit IS NULL OR used_count < usage_limit)', replace: '', tests: coupons },
  {
    name: 'coupon-limit-per-customer',
    file: REDEMPTIONS,
    find: 'if (customerKey !== null && coupon.usageLimitPerCustomer !== null)',
    replace: "if (customerKey === '')",
    tests: coupons,
  },
  { name: 'coupon-given-back-twice', file: REDEMPTIONS, find: 'if (removed !== 1) continue;', replace: '', tests: coupons },
  {
    name: 'coupon-unknown-code',
    file: REDEMPTIONS,
    find: "if (!known.has(canonicalCode(code) ?? ''))",
    replace: "if (code === '')",
    tests: coupons,
  },
  { name: 'coupon-closed', file: REDEMPTIONS, find: 'WHERE id = ? AND active = 1 AND', replace: 'WHERE id = ? AND', tests: coupons },
  {
    name: 'cart-version',
    file: CART,
    find: 'AND version = COALESCE(?, version)',
    replace: 'AND (version = COALESCE(?, version) OR 1 = 1)',
    tests: [JOURNEYS],
  },
  {
    name: 'cart-claimed',
    file: CART,
    find: "WHERE ${OWNED} AND status = 'active' AND",
    replace: 'WHERE ${OWNED} AND',
    tests: ['test/e2e/attacks.spec.ts', RACES],
  },
  {
    name: 'cart-owner-by-token',
    file: CART,
    find: '(customer_id IS NULL AND token_hash = ?)',
    replace: '(customer_id IS NULL AND (token_hash = ? OR 1 = 1))',
    tests: [OWNERSHIP],
  },
  {
    name: 'cart-owner-by-account',
    file: CART,
    find: '(customer_id IS NOT NULL AND customer_id = ?)',
    replace: '(customer_id IS NOT NULL AND (customer_id = ? OR 1 = 1))',
    tests: [OWNERSHIP],
  },
  {
    name: 'cart-one-per-customer',
    file: 'src/modules/cart/cart.service.ts',
    find: 'const existing = isDuplicateKey(error) ?',
    replace: "const existing = error === '' ?",
    tests: [RACES],
  },
];
