import type { Invariant } from '../../platform/database';

export const cartInvariants: readonly Invariant[] = [
  {
    id: 'I12a',
    says: 'a customer has at most one active cart, and it is marked as such',
    sql: `SELECT customer_id, COUNT(*) AS carts FROM cart_cart WHERE status = 'active' AND customer_id IS NOT NULL
          GROUP BY customer_id HAVING COUNT(*) > 1 OR COUNT(active_customer_id) <> COUNT(*)`,
  },
  {
    id: 'I10c',
    says: 'no cart line holds less than one unit, and no variant twice',
    sql: 'SELECT cart_id, variant_id, MIN(quantity) AS quantity, COUNT(*) AS n FROM cart_line GROUP BY cart_id, variant_id HAVING MIN(quantity) < 1 OR COUNT(*) > 1',
  },
];
