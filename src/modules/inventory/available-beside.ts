import type { LentSql } from '../../platform/database';
import { toInteger } from '../../platform/money';

/** What can be sold of the variant that `variantId`, a column of ids, names in each row; 0 without a stock row. Not locked, never a copy. */
export function availableBeside(variantId: string): LentSql<number> {
  return {
    columns: 'stock.on_hand - stock.reserved AS stock_available',
    joins: `LEFT JOIN inventory_stock stock ON stock.variant_id = ${variantId}`,
    read: ({ stock_available: available }) => (available === null ? 0 : toInteger(available)),
  };
}
