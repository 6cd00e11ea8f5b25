import type { CursorPosition } from '../../platform/http';
import type { OrderSource } from './product-filter';
import type { Sql } from './sql';

export const PRODUCT_SORTS = ['newest', '-createdAt', 'createdAt', 'price', '-price', 'title', '-title', 'relevance', 'position'] as const;
export type ProductSort = (typeof PRODUCT_SORTS)[number];

interface ProductOrder {
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
  position: { column: 'm.position', id: 'm.product_id', descending: false, source: 'm' },
  relevance: { column: 'hit.position', id: 'hit.product_id', descending: true, source: 'score' },
};

interface Wanted {
  readonly q?: string;
  readonly category?: string;
  readonly collection?: string;
}

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
