import type { ProductDraft } from '../catalog-draft';
import { explain } from './document-reader';
import { NO_BRAND } from './plain-csv-columns';
import { productDocument, translationsDocument, translationsOf } from './product-document';
import { attributeColumn, COLUMN, LIMIT } from './shopify-columns';
import type { ShopifyRow } from './shopify-row';
import { moreColumns } from './shopify-variants';
import type { FileTerms } from './shopify-variants';
import { readPaths, writePaths } from './text-paths';

type Ties = Pick<ProductDraft, 'brand' | 'attributes' | 'collections' | 'translations' | 'publishAt' | 'unpublishAt'>;

/** What a product is tied to beside what Shopify knows, as far as the file has columns for it: without one it stays as it is. */
export function readTies(row: ShopifyRow, terms: FileTerms): Ties {
  const { told } = row;
  const brand = row.text(COLUMN.brand, LIMIT.vendor);
  const attributes = [...moreColumns(row.columns(), terms).attributes];
  return {
    ...(brand !== '' && { brand: brand === NO_BRAND ? null : brand }),
    // A blank value takes the attribute away.
    ...(attributes.length > 0 && {
      attributes: Object.fromEntries(attributes.map(([column, key]) => [key, row.text(column, LIMIT.foreign)])),
    }),
    ...(told.has(COLUMN.collections) && { collections: readPaths(row.text(COLUMN.collections, LIMIT.foreign)).flat() }),
    ...(told.has(COLUMN.translations) && { translations: readTranslations(row) }),
    ...(told.has(COLUMN.publishAt) && { publishAt: readMoment(row, COLUMN.publishAt) }),
    ...(told.has(COLUMN.unpublishAt) && { unpublishAt: readMoment(row, COLUMN.unpublishAt) }),
  };
}

function readMoment(row: ShopifyRow, column: string): Date | null {
  const cell = row.text(column, 40);
  if (cell === '') return null;
  const moment = productDocument.shape.publishAt.safeParse(cell);
  if (!moment.success) row.refuse(`${column} is "${cell}". Write a moment such as 2026-11-20T08:00:00Z.`);
  return moment.success && moment.data ? new Date(moment.data) : null;
}

function readTranslations(row: ShopifyRow): Ties['translations'] {
  const cell = row.verbatim(COLUMN.translations, 10 * LIMIT.body).trim();
  if (cell === '') return {};
  let reason = 'it is no JSON.';
  try {
    const parsed = productDocument.shape.translations.safeParse(JSON.parse(cell));
    if (parsed.success) return translationsOf(parsed.data ?? {});
    reason = parsed.error.issues.map(explain).join(' ');
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  row.refuse(`${COLUMN.translations} is not understood: ${reason} Write a JSON object such as {"de":{"title":"Becher"}}.`);
  return {};
}

/** The cells that say so again. */
export function tiesCells(product: ProductDraft): [string, string][] {
  const translations =
    Object.keys(product.translations ?? {}).length === 0 ? '' : JSON.stringify(translationsDocument(product.translations ?? {}));
  return [
    [COLUMN.brand, product.brand === null ? NO_BRAND : (product.brand ?? '')],
    [COLUMN.collections, writePaths((product.collections ?? []).map((slug) => [slug]))],
    [COLUMN.publishAt, product.publishAt?.toISOString() ?? ''],
    [COLUMN.unpublishAt, product.unpublishAt?.toISOString() ?? ''],
    [COLUMN.translations, translations],
    ...Object.entries(product.attributes ?? {}).map(([key, value]): [string, string] => [attributeColumn(key), String(value)]),
  ];
}
