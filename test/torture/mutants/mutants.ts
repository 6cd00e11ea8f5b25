import { access } from './catalogue/access';
import { cartsAndCoupons } from './catalogue/carts-and-coupons';
import { door } from './catalogue/door';
import { edge } from './catalogue/edge';
import { money } from './catalogue/money';
import { platform } from './catalogue/platform';
import { stockAndOrders } from './catalogue/stock-and-orders';
import type { Mutant } from './mutant';

/** Each takes one guard away; a new guard gets its line here. */
export const mutants: readonly Mutant[] = [...stockAndOrders, ...money, ...cartsAndCoupons, ...access, ...platform, ...edge, ...door];
