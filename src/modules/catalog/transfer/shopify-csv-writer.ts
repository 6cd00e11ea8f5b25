import { Readable } from 'node:stream';
import { stringify } from 'csv-stringify';
import type { Money } from '../../../platform/money';
import { decimalText } from '../../../platform/money';
import type { ImageDraft, ProductDraft, VariantDraft } from '../catalog-draft';
import { CLASSIC_COLUMNS, COLUMN, compareAtIn, isModelled, optionName, optionValue, priceIn } from './shopify-columns';
import { DEFAULT_TAX_CATEGORY, NO_CATEGORIES } from './shopify-product';
import { writeStatus } from './shopify-status';
import { tiesCells } from './shopify-ties';
import { writePaths } from './text-paths';

type Cells = Map<string, string>;

function fillForeign(cells: Cells, extra: Readonly<Record<string, string>>): void {
  for (const [column, cell] of Object.entries(extra)) if (!isModelled(column)) cells.set(column, cell);
}

function categoriesCell(product: ProductDraft): string {
  const paths = product.categoryPaths;
  if (!paths) return '';
  if (paths.length === 0) return product.productType === '' ? '' : NO_CATEGORIES;
  const isUsual = paths.length === 1 && paths[0]?.length === 1 && paths[0][0] === product.productType;
  return isUsual ? '' : writePaths(paths);
}

/** Blank when reading the variants in their order finds the same values in the same order. */
function optionValuesCell(product: ProductDraft): string {
  const isUsual = product.options.every(({ name, values }) => {
    const found = [...new Set(product.variants.map((variant) => variant.options[name]))];
    return found.length === values.length && found.every((value, index) => value === values[index]);
  });
  return isUsual ? '' : writePaths(product.options.map((option) => option.values));
}

function fillProduct(cells: Cells, product: ProductDraft): void {
  const { published, status } = writeStatus(product.status, product.extra);
  cells.set(COLUMN.title, product.title);
  cells.set(COLUMN.body, product.description);
  cells.set(COLUMN.vendor, product.vendor);
  cells.set(COLUMN.type, product.productType);
  cells.set(COLUMN.tags, product.tags.join(', '));
  cells.set(COLUMN.exactTags, product.tags.some((tag) => tag.includes(',')) ? writePaths([product.tags]) : '');
  cells.set(COLUMN.published, published);
  cells.set(COLUMN.status, status);
  cells.set(COLUMN.giftCard, product.giftCard === undefined ? '' : String(product.giftCard));
  cells.set(COLUMN.seoTitle, product.seoTitle ?? '');
  cells.set(COLUMN.seoDescription, product.seoDescription ?? '');
  cells.set(COLUMN.taxCategory, product.taxCategory === DEFAULT_TAX_CATEGORY ? '' : product.taxCategory);
  cells.set(COLUMN.categories, categoriesCell(product));
  cells.set(COLUMN.optionValues, optionValuesCell(product));
  product.options.forEach(({ name }, index) => cells.set(optionName(index + 1), name));
  if (product.options.length === 0) cells.set(optionName(1), 'Title');
  for (const [column, cell] of tiesCells(product)) cells.set(column, cell);
  fillForeign(cells, product.extra);
}

function fillPrices(
  cells: Cells,
  prices: readonly Money[],
  main: string,
  mainColumn: string,
  otherColumn: (currency: string) => string,
): void {
  for (const price of prices) cells.set(price.currency === main ? mainColumn : otherColumn(price.currency), decimalText(price));
}

function weightCell(variant: VariantDraft): string {
  if (variant.weightGrams === null) return '';
  const kept = variant.extra[COLUMN.grams];
  return kept !== undefined && Math.round(Number(kept)) === variant.weightGrams ? kept : String(variant.weightGrams);
}

function fillVariant(cells: Cells, product: ProductDraft, variant: VariantDraft, currency: string): void {
  product.options.forEach(({ name }, index) => cells.set(optionValue(index + 1), variant.options[name] ?? ''));
  if (product.options.length === 0) cells.set(optionValue(1), 'Default Title');
  cells.set(COLUMN.sku, variant.sku ?? '');
  cells.set(COLUMN.grams, weightCell(variant));
  cells.set(COLUMN.quantity, variant.onHand === undefined ? '' : String(variant.onHand));
  fillPrices(cells, variant.prices, currency, COLUMN.price, priceIn);
  cells.set(COLUMN.notSold, variant.prices.length === 0 ? 'true' : '');
  fillPrices(cells, variant.compareAt ?? [], currency, COLUMN.compareAt, compareAtIn);
  cells.set(COLUMN.requiresShipping, String(variant.requiresShipping));
  cells.set(COLUMN.taxable, String(variant.taxable));
  cells.set(COLUMN.barcode, variant.barcode ?? '');
  cells.set(COLUMN.variantImage, variant.imageUrl ?? '');
  fillForeign(cells, variant.extra);
}

function fillImage(cells: Cells, image: ImageDraft): void {
  cells.set(COLUMN.imageSource, image.url);
  cells.set(COLUMN.imagePosition, String(image.position));
  cells.set(COLUMN.imageAlt, image.alt ?? '');
}

/** One product as rows: the n-th row holds the n-th variant and the n-th image, the first also the product. */
function productRows(product: ProductDraft, currency: string): Cells[] {
  const length = Math.max(product.variants.length, product.images.length);
  return Array.from({ length }, (_, index) => {
    const cells: Cells = new Map([[COLUMN.handle, product.slug]]);
    const variant = product.variants[index];
    const image = product.images[index];
    if (index === 0) fillProduct(cells, product);
    if (variant) fillVariant(cells, product, variant, currency);
    if (image) fillImage(cells, image);
    return cells;
  });
}

/** Shopify's classic columns and Status, always; every other column only when some product fills it. */
class ExportColumns {
  private readonly filled = new Set<string>();

  note(product: ProductDraft, currency: string): void {
    for (const row of productRows(product, currency)) for (const [column, cell] of row) if (cell !== '') this.filled.add(column);
  }

  list(): readonly string[] {
    const always = [...CLASSIC_COLUMNS, COLUMN.status];
    return [...always, ...[...this.filled].filter((column) => !always.includes(column)).sort()];
  }
}

async function* exportRows(products: () => AsyncIterable<ProductDraft>, currency: string): AsyncGenerator<readonly string[]> {
  const columns = new ExportColumns();
  for await (const product of products()) columns.note(product, currency);
  const header = columns.list();
  yield header;
  for await (const product of products()) {
    for (const row of productRows(product, currency)) yield header.map((column) => row.get(column) ?? '');
  }
}

/**
 * Writes products in Shopify's format as a stream. They are read twice: the first time only to learn which columns are needed, so that memory
 * stays flat. Cells are written as they are: the format has no way to mark `=1+1` as text, and an added apostrophe would come back as data.
 * @param currency the one of the plain price columns; other currencies get columns of their own
 */
export function writeShopifyCsv(products: () => AsyncIterable<ProductDraft>, currency: string): Readable {
  const rows = Readable.from(exportRows(products, currency));
  // Without this a lone carriage return would end the row when it is read again.
  const csv = stringify({ quoted_match: /\r/ });
  rows.on('error', (error) => csv.destroy(error));
  csv.on('close', () => rows.destroy());
  return rows.pipe(csv);
}
