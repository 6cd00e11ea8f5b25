import { attributeConditions } from './attributes/attribute-conditions';
import type { AttributeFilter } from './attributes/attribute-conditions';
import { VISIBLE } from './schedule/visibility';
import { idOf } from './slugs/slug-history';
import { textKey } from './text-key';
import type { TextHits } from './search/product-search';
import { joinSql } from './sql';
import type { Sql } from './sql';

/** What a shopper narrows the list by. Each filter speaks about the product: different variants may satisfy different ones. */
export interface ProductFilter {
  readonly currency: string;
  readonly q?: string;
  /** What the text finds, once it has been read. */
  readonly hits?: TextHits;
  /** Id or slug, as of a brand and a collection; a slug that it had before is as good. */
  readonly category?: string;
  readonly priceGte?: number;
  readonly priceLte?: number;
  readonly inStock?: boolean;
  readonly vendor?: string;
  readonly brand?: string;
  /** A published one. */
  readonly collection?: string;
  /** Wanted values by attribute key, ranges too. */
  readonly attributes?: AttributeFilter;
  /** Wanted values by option name; one of the values is enough. */
  readonly options: Readonly<Record<string, readonly string[]>>;
}

/** A filter that a facet leaves out of its own counts; an option is named by its key. */
export type FilterName =
  'price' | 'inStock' | 'vendor' | 'brand' | 'category' | { readonly option: string } | { readonly attribute: string };

/** Conditions on `p` (catalog_product), `r` (catalog_price_range in the currency) and, for its order, `c` (catalog_category_listing). */
export interface Selection {
  readonly from: Sql;
  readonly where: Sql;
}

/** Where an order comes from: an index of one of the tables, or how well the text was found. */
export type OrderSource = 'p' | 'r' | 'm' | 'c' | 'score';

/** The visible products that pass: published, and with a price in the currency. */
export function selectProducts(filter: ProductFilter, except?: FilterName, source?: OrderSource, index?: string): Selection {
  const conditions: Sql[] = [
    { sql: `r.currency = ? AND ${VISIBLE}`, params: [filter.currency] },
    ...(source === 'c' ? listingCondition(filter) : except === 'category' ? [] : categoryCondition(filter)),
    ...(except === 'price' ? [] : priceConditions(filter)),
    ...(filter.inStock === undefined || except === 'inStock'
      ? []
      : [{ sql: `${stockTable(source)}.in_stock = ?`, params: [Number(filter.inStock)] }]),
    ...(filter.vendor === undefined || except === 'vendor' ? [] : [{ sql: 'p.vendor = ?', params: [filter.vendor] }]),
    ...(except === 'brand' ? [] : brandCondition(filter)),
    ...attributeConditions(filter.attributes ?? {}, typeof except === 'object' && 'attribute' in except ? except.attribute : undefined),
    ...optionConditions(filter, typeof except === 'object' && 'option' in except ? except.option : undefined),
  ];
  const from = joinSql([...tablesOf(filter.hits, source, index), ...collectionMembers(filter)], ' ');
  return { from, where: joinSql(conditions, ' AND ') };
}

/** Ranked hits are walked from the best one on, and looked up in the tables until the page is full. */
function tablesOf(hits: TextHits | undefined, source: OrderSource | undefined, index: string | undefined): Sql[] {
  if (!hits) return [{ sql: `FROM ${joinOf(source === 'm' ? undefined : source, index)}`, params: [] }];
  const { sql, params } = hits.select(source === 'score');
  if (source === 'score')
    return [
      {
        sql: `FROM (${sql}) hit STRAIGHT_JOIN catalog_product p ON p.id = hit.product_id STRAIGHT_JOIN catalog_price_range r ON r.product_id = p.id`,
        params,
      },
    ];
  return [{ sql: `FROM ${joinOf(undefined, undefined)} JOIN (${sql}) hit ON hit.product_id = p.id`, params }];
}

/** Wanted value keys by option key. */
export function optionKeys(filter: ProductFilter): ReadonlyMap<string, readonly string[]> {
  return new Map(Object.entries(filter.options).map(([name, values]) => [textKey(name), values.map(textKey)]));
}

/** The order of the join is ours where an index must deliver the sort: the optimiser likes to sort everything instead. */
function joinOf(source: OrderSource | undefined, index: string | undefined): string {
  const walked = index === undefined ? '' : `FORCE INDEX (${index}) `;
  if (source === 'p') return `catalog_product p ${walked}STRAIGHT_JOIN catalog_price_range r ON r.product_id = p.id`;
  if (source === 'r') return `catalog_price_range r ${walked}STRAIGHT_JOIN catalog_product p ON p.id = r.product_id`;
  if (source === 'c')
    return `catalog_category_listing c ${walked}STRAIGHT_JOIN catalog_product p ON p.id = c.product_id STRAIGHT_JOIN catalog_price_range r ON r.product_id = p.id`;
  return 'catalog_product p JOIN catalog_price_range r ON r.product_id = p.id';
}

/** The copy that the index of the order has in it; `p` says the same. */
function stockTable(source: OrderSource | undefined): 'p' | 'r' | 'c' {
  return source === 'r' || source === 'c' ? source : 'p';
}

/** One place of the listing: the category names itself by id or slug. */
function listingCondition({ category = '', currency }: ProductFilter): Sql[] {
  const { sql, params } = idOf('category', category);
  return [{ sql: `c.category_id = ${sql} AND c.currency = ?`, params: [...params, currency] }];
}

function categoryCondition({ category }: ProductFilter): Sql[] {
  if (category === undefined) return [];
  const { sql, params } = idOf('category', category);
  const members = `SELECT pc.product_id FROM catalog_category root
      JOIN catalog_category c ON c.path >= root.path AND c.path < CONCAT(root.path, '~')
      JOIN catalog_product_category pc ON pc.category_id = c.id
     WHERE root.id = ${sql}`;
  return [{ sql: `p.id IN (${members})`, params }];
}

/** Joined as `m`, because the order in which products were picked is theirs. */
function collectionMembers({ collection }: ProductFilter): Sql[] {
  if (collection === undefined) return [];
  const { sql, params } = idOf('collection', collection);
  return [{ sql: `JOIN catalog_collection_product m ON m.product_id = p.id AND m.collection_id = ${sql}`, params }];
}

function brandCondition({ brand }: ProductFilter): Sql[] {
  if (brand === undefined) return [];
  const { sql, params } = idOf('brand', brand);
  return [{ sql: `p.brand_id = ${sql}`, params }];
}

function priceConditions({ currency, priceGte, priceLte }: ProductFilter): Sql[] {
  const conditions: Sql[] = [];
  if (priceGte !== undefined) conditions.push({ sql: 'r.max_amount >= ?', params: [priceGte] });
  if (priceLte !== undefined) conditions.push({ sql: 'r.min_amount <= ?', params: [priceLte] });
  if (priceGte === undefined || priceLte === undefined) return conditions;
  // The range may span the wanted prices without a variant inside them.
  const sql = `EXISTS (SELECT 1 FROM catalog_variant v JOIN catalog_price vp ON vp.variant_id = v.id
                        WHERE v.product_id = p.id AND vp.currency = ? AND vp.amount BETWEEN ? AND ?)`;
  return [...conditions, { sql, params: [currency, priceGte, priceLte] }];
}

function optionConditions(filter: ProductFilter, exceptKey: string | undefined): Sql[] {
  return [...optionKeys(filter)]
    .filter(([name]) => name !== exceptKey)
    .map(([name, values]) => ({
      sql: 'EXISTS (SELECT 1 FROM catalog_option_value o WHERE o.product_id = p.id AND o.name_key = ? AND o.value_key IN (?))',
      params: [name, values],
    }));
}
