import type { ProductDraft } from '../catalog-draft';
import { isSlug } from '../slug';
import type { RefusedProduct } from './parsed-product';
import { lineFeeds } from './file-texts';
import { COLUMN, isVariantColumn, LIMIT, PRODUCT_COLUMNS } from './shopify-columns';
import { holdsImage, readImages } from './shopify-images';
import type { ShopifyRow } from './shopify-row';
import { readStatus } from './shopify-status';
import { readTies } from './shopify-ties';
import type { FileTerms } from './shopify-variants';
import { collectOptions, foreignCells, holdsVariant, readOptionNames, readVariant, refuseRepeatedCombinations } from './shopify-variants';
import { readPaths } from './text-paths';

/** One product of the file, or all that is wrong with it. A product with a wrong row is not imported in part. */
export type ParsedProduct = ParsedDraft | RefusedProduct;

export interface ParsedDraft {
  readonly kind: 'product';
  readonly line: number;
  /** What the file has no column for is blank in it. */
  readonly draft: ProductDraft;
  readonly told: ReadonlySet<string>;
}

export const DEFAULT_TAX_CATEGORY = 'standard';
export const NO_CATEGORIES = '-';

function readTags(row: ShopifyRow): string[] {
  const exact = row.text(COLUMN.exactTags, LIMIT.body);
  const found = exact === '' ? row.list(COLUMN.tags, LIMIT.body) : readPaths(exact).flat();
  const tags = [...new Set(found)].filter((tag) => tag !== '');
  if (tags.length > LIMIT.tags) row.refuse(`${COLUMN.tags} holds ${tags.length} tags; at most ${LIMIT.tags} are allowed. Remove some.`);
  const long = tags.find((tag) => tag.length > LIMIT.tag);
  if (long)
    row.refuse(
      `${COLUMN.tags} holds a tag of ${long.length} characters; at most ${LIMIT.tag} are allowed. Shorten it, or separate the tags by commas.`,
    );
  return tags;
}

/** Our own column when it says something, else one category named like the product type, else nothing: the categories stay as they are. */
function readCategories(row: ShopifyRow, productType: string): Pick<ProductDraft, 'categoryPaths'> {
  const cell = row.text(COLUMN.categories, LIMIT.foreign);
  if (cell === NO_CATEGORIES) return { categoryPaths: [] };
  if (cell !== '') return { categoryPaths: readPaths(cell) };
  return productType === '' ? {} : { categoryPaths: [[productType]] };
}

/** Some tools repeat the product's cells on every row, which is harmless; another value there would be lost, so it is refused. */
function refuseContradictions(first: ShopifyRow, row: ShopifyRow): void {
  for (const column of PRODUCT_COLUMNS) {
    if (row.has(column) && row.raw(column).trim() !== first.raw(column).trim()) {
      row.refuse(`${column} differs from the first row of this product (line ${first.line}). Leave the cell empty here.`);
    }
  }
}

/** An image has nowhere to keep foreign columns, unless they repeat what the first row says. */
function refuseForeignCells(first: ShopifyRow, row: ShopifyRow, terms: FileTerms): void {
  const lost = foreignCells(row, terms, (column) => row.raw(column) !== first.raw(column));
  for (const [column] of lost)
    row.refuse(`${column} has a value on a row that holds only an image. Move it to the row of a variant, or empty the cell.`);
}

function checkContinuation(first: ShopifyRow, row: ShopifyRow, terms: FileTerms): void {
  refuseContradictions(first, row);
  if (holdsVariant(row, terms)) return;
  if (holdsImage(row)) refuseForeignCells(first, row, terms);
  else row.refuse('The row holds neither a variant nor an image. Remove it, or fill in the price and option values, or the image address.');
}

function readDraft(first: ShopifyRow, rows: readonly ShopifyRow[], terms: FileTerms): ProductDraft {
  const variantRows = rows.filter((row) => row === first || holdsVariant(row, terms));
  const names = readOptionNames(first, variantRows);
  const variants = variantRows.map((row) => readVariant(row, row === first, names, terms));
  refuseRepeatedCombinations(variantRows, variants);
  const { status, kept } = readStatus(first);
  const productType = first.text(COLUMN.type, LIMIT.type);
  const giftCard = first.flag(COLUMN.giftCard);
  return {
    slug: first.text(COLUMN.handle, LIMIT.handle),
    title: first.text(COLUMN.title, LIMIT.title),
    description: lineFeeds(first.verbatim(COLUMN.body, LIMIT.body)),
    vendor: first.text(COLUMN.vendor, LIMIT.vendor),
    productType,
    tags: readTags(first),
    status,
    taxCategory: first.text(COLUMN.taxCategory, LIMIT.taxCategory) || DEFAULT_TAX_CATEGORY,
    seoTitle: first.textOrNull(COLUMN.seoTitle, LIMIT.seoTitle),
    seoDescription: first.textOrNull(COLUMN.seoDescription, LIMIT.seoDescription),
    ...(giftCard === undefined ? {} : { giftCard }),
    options: collectOptions(names, variants, readPaths(first.text(COLUMN.optionValues, LIMIT.body))),
    variants,
    images: readImages(rows, variants),
    ...readCategories(first, productType),
    ...readTies(first, terms),
    extra: Object.fromEntries([...foreignCells(first, terms, (column) => !isVariantColumn(column)), ...kept]),
  };
}

/** Makes one product of the rows of one handle; the first row speaks for the product. */
export function readProduct(first: ShopifyRow, rows: readonly ShopifyRow[], terms: FileTerms): ParsedProduct {
  if (!isSlug(first.raw(COLUMN.handle).trim())) {
    first.refuse(
      `${COLUMN.handle} becomes part of the product's address. Use only small letters, digits and hyphens, such as ocean-blue-shirt.`,
    );
  }
  if (first.told.has(COLUMN.title) && !first.has(COLUMN.title))
    first.refuse(`${COLUMN.title} is empty. The first row of a product needs a title.`);
  for (const row of rows) if (row !== first) checkContinuation(first, row, terms);
  const draft = readDraft(first, rows, terms);
  const problems = rows.flatMap((row) => row.problems);
  return problems.length === 0
    ? { kind: 'product', line: first.line, draft, told: first.told }
    : { kind: 'refused', line: first.line, problems };
}
