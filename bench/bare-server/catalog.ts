import type { Pool } from 'mysql2/promise';
import { Refusal, money, parsed, rows } from './support';
import type { Asked } from './support';

interface ListRow {
  readonly id: string;
  readonly slug: string;
  readonly title: string;
  readonly vendor: string;
  readonly product_type: string;
  readonly tags: unknown;
  readonly in_stock: number;
  readonly created_at: Date;
  readonly min_amount: number;
  readonly max_amount: number;
  readonly url: string | null;
  readonly alt: string | null;
}

const SHOWN = `p.id, p.slug, p.title, p.vendor, p.product_type, p.tags, p.in_stock, p.created_at, r.min_amount, r.max_amount, i.url, i.alt`;
const PARTS = `STRAIGHT_JOIN catalog_price_range r ON r.product_id = p.id AND r.currency = ?
   LEFT JOIN catalog_image i ON i.product_id = p.id AND i.position = 1`;
const WORDS = 'MATCH(s.title, s.words) AGAINST (? IN BOOLEAN MODE)';

export async function list(pool: Pool, { query }: Asked): Promise<object> {
  const currency = query.get('currency') ?? 'EUR';
  const limit = Math.min(Number(query.get('limit') ?? 20), 100);
  const text = query.get('q');
  const found = text ? await search(pool, text, currency, limit) : await newest(pool, query.get('cursor'), currency, limit);
  const shown = found.slice(0, limit);
  const end = shown.at(-1);
  const hasMore = found.length > limit;
  const nextCursor = hasMore && end && !text ? `${end.created_at.getTime()}~${end.id}` : null;
  return { data: shown.map((row) => summary(row, currency)), page: { nextCursor, hasMore } };
}

function newest(pool: Pool, cursor: string | null, currency: string, limit: number): Promise<ListRow[]> {
  const [at, id = ''] = cursor?.split('~') ?? [];
  const beyond = at === undefined ? '' : 'AND p.created_at <= ? AND (p.created_at < ? OR p.id < ?)';
  const from = new Date(Number(at));
  return rows(
    pool,
    `SELECT ${SHOWN} FROM catalog_product p FORCE INDEX (catalog_product_newest) ${PARTS} WHERE p.status = 'published' ${beyond} ORDER BY p.created_at DESC, p.id DESC LIMIT ${limit + 1}`,
    [currency, ...(at === undefined ? [] : [from, from, id])],
  );
}

function search(pool: Pool, text: string, currency: string, limit: number): Promise<ListRow[]> {
  const words = (text.toLowerCase().match(/[\p{L}\p{N}]{3,}/gu) ?? []).map((word) => `+${word}*`).join(' ');
  return rows(
    pool,
    `SELECT ${SHOWN} FROM bare_search s STRAIGHT_JOIN catalog_product p ON p.id = s.product_id ${PARTS}
      WHERE ${WORDS} AND p.status = 'published'
      ORDER BY (MATCH(s.title) AGAINST (? IN BOOLEAN MODE) > 0) DESC, p.id DESC LIMIT ${limit + 1}`,
    [currency, words, words],
  );
}

function summary(row: ListRow, currency: string): object {
  return {
    id: row.id,
    slug: row.slug,
    title: row.title,
    vendor: row.vendor,
    productType: row.product_type,
    tags: parsed(row.tags),
    inStock: row.in_stock === 1,
    price: money(Number(row.min_amount), currency),
    highestPrice: money(Number(row.max_amount), currency),
    image: row.url === null ? null : { url: row.url, alt: row.alt },
    createdAt: row.created_at.toISOString(),
  };
}

interface ProductRow {
  readonly id: string;
  readonly slug: string;
  readonly title: string;
  readonly description: string;
  readonly status: string;
  readonly vendor: string;
  readonly product_type: string;
  readonly tags: unknown;
  readonly seo_title: string | null;
  readonly seo_description: string | null;
  readonly options: unknown;
}

interface VariantRow {
  readonly id: string;
  readonly sku: string | null;
  readonly title: string;
  readonly options: unknown;
  readonly available: number;
  readonly image_id: string | null;
  readonly barcode: string | null;
  readonly weight_grams: number | null;
  readonly requires_shipping: number;
  readonly amount: number;
  readonly compare_at_amount: number | null;
}

export async function detail(pool: Pool, { id, query }: Asked): Promise<object> {
  const currency = query.get('currency') ?? 'EUR';
  const [product] = await rows<ProductRow>(
    pool,
    `SELECT id, slug, title, description, status, vendor, product_type, tags, seo_title, seo_description, options
       FROM catalog_product WHERE ${id.startsWith('prod_') ? 'id' : 'slug'} = ? AND status = 'published'`,
    [id],
  );
  if (!product) throw new Refusal(404, 'There is no such product.');
  const [variants, images, categories] = await Promise.all([
    rows<VariantRow>(
      pool,
      `SELECT v.id, v.sku, v.title, v.options, v.available, v.image_id, v.barcode, v.weight_grams, v.requires_shipping, p.amount, p.compare_at_amount
         FROM catalog_variant v JOIN catalog_price p ON p.variant_id = v.id AND p.currency = ? WHERE v.product_id = ? ORDER BY v.position`,
      [currency, product.id],
    ),
    rows<object>(pool, 'SELECT id, url, alt FROM catalog_image WHERE product_id = ? ORDER BY position', [product.id]),
    rows<object>(
      pool,
      `SELECT c.id, c.slug, c.title FROM catalog_product_category m JOIN catalog_category c ON c.id = m.category_id
        WHERE m.product_id = ? ORDER BY c.path`,
      [product.id],
    ),
  ]);
  return {
    ...{ id: product.id, slug: product.slug, title: product.title, description: product.description, status: product.status },
    ...{ vendor: product.vendor, productType: product.product_type, tags: parsed(product.tags) },
    ...{ seoTitle: product.seo_title, seoDescription: product.seo_description, options: parsed(product.options) },
    variants: variants.map((row) => variantOf(row, product.title, currency)),
    images,
    categories,
  };
}

function variantOf(row: VariantRow, title: string, currency: string): object {
  return {
    id: row.id,
    sku: row.sku,
    title: row.title || title,
    options: parsed(row.options),
    price: money(Number(row.amount), currency),
    compareAtPrice: row.compare_at_amount === null ? null : money(Number(row.compare_at_amount), currency),
    available: row.available,
    imageId: row.image_id,
    barcode: row.barcode,
    weightGrams: row.weight_grams,
    requiresShipping: row.requires_shipping === 1,
  };
}
