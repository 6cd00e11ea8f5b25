import type { RowSet } from '../../platform/database';
import type { StoredProduct } from './product-content';
import { projectionsOf } from './product-projections';

/**
 * The read models of new products, many at once: every table that a product's content alone decides has its rows here, made by the same
 * pure functions that a change of one product uses.
 */
export function projectionRowsOf(products: readonly StoredProduct[]): readonly RowSet[] {
  const projected = products.map((product) => ({ id: product.id, inStock: Number(product.inStock), ...projectionsOf(product) }));
  return [
    {
      table: 'catalog_option_value',
      columns: ['product_id', 'name_key', 'value_key', 'name', 'value'],
      rows: projected.flatMap(({ id, optionValues }) => optionValues.map((row) => [id, row.nameKey, row.valueKey, row.name, row.value])),
    },
    {
      table: 'catalog_price_range',
      columns: ['product_id', 'currency', 'min_amount', 'max_amount', 'in_stock'],
      rows: projected.flatMap(({ id, inStock, priceRanges }) =>
        priceRanges.map(({ currency, min, max }) => [id, currency, min, max, inStock]),
      ),
    },
  ];
}
