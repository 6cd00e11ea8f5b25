import { Readable } from 'node:stream';
import { stringify } from 'csv-stringify';
import { decimalText } from '../../../platform/money';
import type { ProductDraft, VariantDraft } from '../catalog-draft';
import { columnsFor, compareAtColumn, NO_BRAND, priceColumn } from './plain-csv-columns';
import { translationsDocument } from './product-document';
import { writePaths } from './text-paths';

type Cells = Readonly<Record<string, string>>;

function productCells(product: ProductDraft): Cells {
  return {
    title: product.title,
    description: product.description,
    vendor: product.vendor,
    product_type: product.productType,
    tags: writePaths(product.tags.map((tag) => [tag])),
    status: product.status,
    tax_category: product.taxCategory,
    seo_title: product.seoTitle ?? '',
    seo_description: product.seoDescription ?? '',
    gift_card: String(product.giftCard ?? false),
    options: writePaths(product.options.map(({ name, values }) => [name, ...values])),
    categories: writePaths(product.categoryPaths ?? []),
    images: writePaths(product.images.map(({ url, alt }) => (alt === null ? [url] : [url, alt]))),
    brand: product.brand === null ? NO_BRAND : (product.brand ?? ''),
    attributes: writePaths(Object.entries(product.attributes ?? {}).map(([key, value]) => [key, String(value)])),
    collections: writePaths((product.collections ?? []).map((slug) => [slug])),
    publish_at: product.publishAt?.toISOString() ?? '',
    unpublish_at: product.unpublishAt?.toISOString() ?? '',
    translations: record(translationsDocument(product.translations ?? {})),
    extra: record(product.extra),
  };
}

function variantCells(variant: VariantDraft): Cells {
  const prices = [
    ...variant.prices.map((price) => [priceColumn(price.currency), decimalText(price)]),
    ...(variant.compareAt ?? []).map((price) => [compareAtColumn(price.currency), decimalText(price)]),
  ];
  return {
    sku: variant.sku ?? '',
    variant_options: writePaths(Object.entries(variant.options)),
    barcode: variant.barcode ?? '',
    weight_grams: variant.weightGrams === null ? '' : String(variant.weightGrams),
    requires_shipping: String(variant.requiresShipping),
    taxable: String(variant.taxable),
    image_url: variant.imageUrl ?? '',
    on_hand: variant.onHand === undefined ? '' : String(variant.onHand),
    variant_extra: record(variant.extra),
    ...Object.fromEntries(prices),
  };
}

function record(texts: Readonly<Record<string, unknown>>): string {
  return Object.keys(texts).length === 0 ? '' : JSON.stringify(texts);
}

async function* rows(products: AsyncIterable<ProductDraft>, columns: readonly string[]): AsyncGenerator<readonly string[]> {
  yield columns;
  for await (const product of products) {
    for (const [index, variant] of product.variants.entries()) {
      const cells: Cells = { slug: product.slug, ...(index === 0 && productCells(product)), ...variantCells(variant) };
      yield columns.map((column) => cells[column] ?? '');
    }
  }
}

/** A row for each variant; the first of a product holds the product too. */
export function writePlainCsv(products: () => AsyncIterable<ProductDraft>, currencies: readonly string[]): Readable {
  const source = Readable.from(rows(products(), columnsFor(currencies)));
  const csv = stringify({ quoted_match: /\r/ });
  source.on('error', (error) => csv.destroy(error));
  csv.on('close', () => source.destroy());
  return source.pipe(csv);
}
