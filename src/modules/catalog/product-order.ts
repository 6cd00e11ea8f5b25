import type { CursorPosition } from '../../platform/http';
import type { OrderSource, ProductFilter } from './product-filter';
import type { Sql } from './sql';

export const PRODUCT_SORTS = [
  'newest',
  '-createdAt',
  'createdAt',
  'price',
  '-price',
  'title',
  '-title',
  'best_selling',
  'relevance',
  'position',
] as const;
export type ProductSort = (typeof PRODUCT_SORTS)[number];

export interface ProductOrder {
  /** What the rows are ordered by, before the id. */
  readonly column: string;
  readonly id: string;
  readonly descending: boolean;
  readonly source: OrderSource;
}

const NEWEST: ProductOrder = { column: 'p.created_at', id: 'p.id', descending: true, source: 'p' };
const ORDERS: Readonly<Record<ProductSort, ProductOrder>> = {
  newest: NEWEST,
  '-createdAt': NEWEST,
  createdAt: { ...NEWEST, descending: false },
  price: { column: 'r.min_amount', id: 'r.product_id', descending: false, source: 'r' },
  '-price': { column: 'r.min_amount', id: 'r.product_id', descending: true, source: 'r' },
  title: { column: 'p.title', id: 'p.id', descending: false, source: 'p' },
  '-title': { column: 'p.title', id: 'p.id', descending: true, source: 'p' },
  best_selling: { column: 'p.sold', id: 'p.id', descending: true, source: 'p' },
  position: { column: 'm.position', id: 'm.product_id', descending: false, source: 'm' },
  relevance: { column: 'hit.position', id: 'hit.product_id', descending: true, source: 'score' },
};

type Wanted = Pick<ProductFilter, 'q' | 'category' | 'collection'>;

/** Relevance is about a search text; without one it means the newest first. The products of a category have indexes of their own. */
export function orderOf(sort: ProductSort | undefined, { q, category, collection }: Wanted): ProductOrder {
  // Only a collection has an order of its own.
  if (sort === 'position') return collection === undefined ? ORDERS.newest : ORDERS.position;
  const relevant = sort === undefined || sort === 'relevance';
  if (q !== undefined) return ORDERS[relevant ? 'relevance' : sort];
  const order = ORDERS[relevant ? 'newest' : sort];
  if (category === undefined) return order;
  return { ...order, column: order.column.replace(/^\w+/, 'c'), id: 'c.product_id', source: 'c' };
}

/**
 * Whether an index delivers the order, so that nothing is sorted and each row can be read with all that is shown. Where the engine may begin
 * with the members of a collection or with the values of an option, it sorts what it finds there.
 */
export function isWalked({ source }: ProductOrder, filter: ProductFilter): boolean {
  const { q, collection, priceGte, priceLte, options, attributes = {} } = filter;
  const elsewhere = Object.keys(options).length + Object.keys(attributes).length > 0 || (priceGte !== undefined && priceLte !== undefined);
  return ['p', 'r', 'c'].includes(source) && q === undefined && collection === undefined && !elsewhere;
}

/**
 * The index to walk. Left to itself the engine may begin at the top of another one and pass over all pages before: its estimates know
 * nothing of where a page begins. Undefined where it is better off sorting the few products of a brand or a vendor.
 */
export function indexOf({ source, column }: ProductOrder, { inStock, brand, vendor }: ProductFilter): string | undefined {
  const by = column.slice(column.indexOf('.') + 1);
  if (source === 'c') return CATEGORY_INDEXES[by];
  const few = brand !== undefined ? 'brand' : vendor !== undefined ? 'vendor' : undefined;
  if (few !== undefined) return by === 'created_at' ? `catalog_product_${few}` : undefined;
  return INDEXES[by]?.[inStock === undefined ? 0 : 1];
}

const CATEGORY_INDEXES: Readonly<Record<string, string>> = {
  created_at: 'catalog_category_listing_newest',
  min_amount: 'catalog_category_listing_price',
  title: 'catalog_category_listing_title',
  sold: 'catalog_category_listing_sold',
};

/** Of all products, and of those with or without stock. */
const INDEXES: Readonly<Record<string, readonly [all: string, byStock: string]>> = {
  created_at: ['catalog_product_newest', 'catalog_product_stock'],
  min_amount: ['catalog_price_range_min', 'catalog_price_range_stock'],
  title: ['catalog_product_title', 'catalog_product_stock_title'],
  sold: ['catalog_product_sold', 'catalog_product_stock_sold'],
};

/** Texts are in the order of their collation, which only the database knows. */
export const isTextual = ({ column }: ProductOrder): boolean => column.endsWith('.title');

export function orderBy({ column, id, descending }: ProductOrder): string {
  const direction = descending ? 'DESC' : 'ASC';
  return `ORDER BY ${column} ${direction}, ${id} ${direction}`;
}

/** What follows the last row of the page before. The first half alone lets the index start there. */
export function after({ column, id, descending }: ProductOrder, [value, lastId]: CursorPosition): Sql {
  const beyond = descending ? '<' : '>';
  const from = column.endsWith('.created_at') ? new Date(Number(value)) : value;
  return { sql: `${column} ${beyond}= ? AND (${column} ${beyond} ? OR ${id} ${beyond} ?)`, params: [from, from, lastId] };
}

export function positionOf(value: unknown, id: string): CursorPosition {
  if (value instanceof Date) return [value.getTime(), id];
  return [typeof value === 'number' ? value : String(value), id];
}
