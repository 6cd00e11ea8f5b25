import type { RowSet } from '../../platform/database';
import { mediaIdOf } from './media/media-address';
import { combinationKey, combinationTitle } from './option-rules';
import type { StoredProduct } from './product-content';
import { skuKey } from './text-key';
import { priceRows } from './variant-store';

const PRODUCT_COLUMNS = [
  ...[
    'id',
    'slug',
    'title',
    'description',
    'vendor',
    'brand_id',
    'product_type',
    'tags',
    'status',
    'tax_category',
    'seo_title',
    'seo_description',
  ],
  ...['gift_card', 'options', 'extra', 'in_stock', 'version', 'published_at', 'publish_at', 'unpublish_at', 'created_at', 'updated_at'],
];
const VARIANT_COLUMNS = [
  ...['id', 'product_id', 'sku', 'sku_key', 'title', 'options', 'option_key', 'position', 'barcode', 'weight_grams', 'requires_shipping'],
  ...['taxable', 'image_id', 'extra', 'available'],
];

/** The rows of new products in the tables that say what they are, parents first. What follows from them is in `projection-rows.ts`. */
export function productRowsOf(products: readonly StoredProduct[]): readonly RowSet[] {
  const images = products.flatMap((product) =>
    product.images.map(({ id, url, alt }, index) => [id, product.id, url, alt, mediaIdOf(url), index + 1]),
  );
  const prices = products.flatMap(({ variants }) => variants.flatMap((variant) => priceRows(variant.id, variant)));
  const categories = products.flatMap(({ id, categoryIds }) => categoryIds.map((categoryId) => [id, categoryId]));
  return [
    { table: 'catalog_product', columns: PRODUCT_COLUMNS, rows: products.map(productRow) },
    { table: 'catalog_image', columns: ['id', 'product_id', 'url', 'alt', 'media_id', 'position'], rows: images },
    { table: 'catalog_variant', columns: VARIANT_COLUMNS, rows: products.flatMap(variantRows) },
    {
      table: 'catalog_price',
      columns: ['variant_id', 'currency', 'amount', 'compare_at_amount'],
      rows: prices.map(({ variantId, currency, amount, compareAtAmount }) => [variantId, currency, amount, compareAtAmount]),
    },
    { table: 'catalog_product_category', columns: ['product_id', 'category_id'], rows: categories },
  ];
}

function productRow(product: StoredProduct): readonly unknown[] {
  const { id, slug, title, description, vendor, brandId, productType, tags, status, taxCategory, seoTitle, seoDescription } = product;
  const { giftCard, options, extra, inStock, version, publishedAt, publishAt, unpublishAt, createdAt, updatedAt } = product;
  return [
    ...[id, slug, title, description, vendor, brandId, productType, JSON.stringify(tags), status, taxCategory, seoTitle, seoDescription],
    ...[
      Number(giftCard),
      JSON.stringify(options),
      JSON.stringify(extra),
      Number(inStock),
      version,
      publishedAt,
      publishAt,
      unpublishAt,
      createdAt,
      updatedAt,
    ],
  ];
}

function variantRows(product: StoredProduct): readonly (readonly unknown[])[] {
  const imageIds = new Map(product.images.map(({ id, url }) => [url, id]));
  return product.variants.map((variant, index) => {
    const { id, sku, options, barcode, weightGrams, requiresShipping, taxable, imageUrl, extra, available } = variant;
    const imageId = imageUrl === null ? null : (imageIds.get(imageUrl) ?? null);
    return [
      ...[
        id,
        product.id,
        sku,
        sku && skuKey(sku),
        combinationTitle(options),
        JSON.stringify(options),
        combinationKey(options),
        index + 1,
        barcode,
      ],
      ...[weightGrams, Number(requiresShipping), Number(taxable), imageId, JSON.stringify(extra), available],
    ];
  });
}
