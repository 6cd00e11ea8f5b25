import { Injectable } from '@nestjs/common';
import { Database, jsonValue } from '../../platform/database';
import { groupBy } from '../../platform/group-by';
import { Money, toInteger } from '../../platform/money';
import type { AttributeRecord } from './attributes/attribute-value';
import { AttributeValues } from './attributes/attribute-values';
import { TranslationStore } from './translations/translation-store';
import type { Translations } from './translations/translation';
import type { ProductStatus } from './catalog-draft';
import type { StoredImage, StoredProduct, StoredVariant } from './product-content';
import { sortedRecord } from './product-rules';

interface ProductRow {
  readonly id: string;
  readonly slug: string;
  readonly title: string;
  readonly description: string;
  readonly vendor: string;
  readonly brand_id: string | null;
  readonly product_type: string;
  readonly tags: unknown;
  readonly status: ProductStatus;
  readonly tax_category: string;
  readonly seo_title: string | null;
  readonly seo_description: string | null;
  readonly gift_card: number;
  readonly options: unknown;
  readonly extra: unknown;
  readonly in_stock: number;
  readonly version: number;
  readonly published_at: Date | null;
  readonly publish_at: Date | null;
  readonly unpublish_at: Date | null;
  readonly created_at: Date;
  readonly updated_at: Date;
}

interface VariantRow {
  readonly id: string;
  readonly product_id: string;
  readonly sku: string | null;
  readonly options: unknown;
  readonly barcode: string | null;
  readonly weight_grams: number | null;
  readonly requires_shipping: number;
  readonly taxable: number;
  readonly image_id: string | null;
  readonly extra: unknown;
  readonly available: number;
}

interface PriceRow {
  readonly variant_id: string;
  readonly currency: string;
  readonly amount: unknown;
  readonly compare_at_amount: unknown;
}

interface ImageRow extends StoredImage {
  readonly product_id: string;
}

interface Parts {
  readonly variants: readonly VariantRow[];
  readonly prices: ReadonlyMap<string, readonly PriceRow[]>;
  readonly images: readonly ImageRow[];
  readonly categories: readonly { readonly category_id: string }[];
  readonly attributes: AttributeRecord;
  readonly translations: Translations;
}

/** Whole products, one flat query per table however many are asked for. */
@Injectable()
export class ProductLoader {
  constructor(
    private readonly database: Database,
    private readonly attributes: AttributeValues,
    private readonly translations: TranslationStore,
  ) {}

  /** Locks the product row, and with it every other writer of the product, until the transaction ends. */
  async lock(column: 'id' | 'slug', value: string): Promise<StoredProduct | undefined> {
    this.database.requireTransaction();
    const rows = await this.database.query<ProductRow>(`SELECT * FROM catalog_product WHERE ${column} = ? FOR UPDATE`, [value]);
    return (await this.complete(rows))[0];
  }

  /** Locks those of the products that exist, and answers them by their slug. */
  async lockSlugs(slugs: readonly string[]): Promise<ReadonlyMap<string, StoredProduct>> {
    this.database.requireTransaction();
    if (slugs.length === 0) return new Map();
    const rows = await this.database.query<ProductRow>(
      'SELECT * FROM catalog_product FORCE INDEX (catalog_product_slug) WHERE slug IN (?) ORDER BY id FOR UPDATE',
      [slugs],
    );
    return new Map((await this.complete(rows)).map((product) => [product.slug, product]));
  }

  /** Locks the product rows in the order of their keys; those that do not exist are left out. */
  async lockAll(ids: readonly string[]): Promise<StoredProduct[]> {
    this.database.requireTransaction();
    if (ids.length === 0) return [];
    const rows = await this.database.query<ProductRow>(
      'SELECT * FROM catalog_product FORCE INDEX (PRIMARY) WHERE id IN (?) ORDER BY id FOR UPDATE',
      [ids],
    );
    return this.complete(rows);
  }

  /** In the order of the ids; those that do not exist are left out. */
  async byIds(ids: readonly string[]): Promise<StoredProduct[]> {
    if (ids.length === 0) return [];
    const rows = await this.database.query<ProductRow>('SELECT * FROM catalog_product WHERE id IN (?)', [ids]);
    const products = new Map((await this.complete(rows)).map((product) => [product.id, product]));
    return ids.flatMap((id) => products.get(id) ?? []);
  }

  async afterSlug(slug: string, limit: number): Promise<StoredProduct[]> {
    return this.complete(
      await this.database.query<ProductRow>('SELECT * FROM catalog_product WHERE slug > ? ORDER BY slug LIMIT ?', [slug, limit]),
    );
  }

  private async complete(rows: readonly ProductRow[]): Promise<StoredProduct[]> {
    if (rows.length === 0) return [];
    const ids = rows.map(({ id }) => id);
    const variants = await this.database.query<VariantRow>(
      `SELECT id, product_id, sku, options, barcode, weight_grams, requires_shipping, taxable, image_id, extra, available
         FROM catalog_variant WHERE product_id IN (?) ORDER BY product_id, position, id`,
      [ids],
    );
    const prices = await this.database.query<PriceRow>(
      `SELECT p.variant_id, p.currency, p.amount, p.compare_at_amount FROM catalog_variant v JOIN catalog_price p ON p.variant_id = v.id
        WHERE v.product_id IN (?) ORDER BY p.variant_id, p.currency`,
      [ids],
    );
    const images = await this.database.query<ImageRow>(
      'SELECT id, product_id, url, alt FROM catalog_image WHERE product_id IN (?) ORDER BY product_id, position, id',
      [ids],
    );
    const categories = await this.database.query<{ product_id: string; category_id: string }>(
      'SELECT product_id, category_id FROM catalog_product_category WHERE product_id IN (?) ORDER BY product_id, category_id',
      [ids],
    );
    const attributes = await this.attributes.of(ids);
    const translations = await this.translations.of(ids);
    const parts = {
      variants: groupBy(variants, (row) => row.product_id),
      images: groupBy(images, (row) => row.product_id),
      categories: groupBy(categories, (row) => row.product_id),
      prices: groupBy(prices, (row) => row.variant_id),
    };
    return rows.map((row) =>
      storedProduct(row, {
        variants: parts.variants.get(row.id) ?? [],
        images: parts.images.get(row.id) ?? [],
        categories: parts.categories.get(row.id) ?? [],
        prices: parts.prices,
        attributes: attributes.get(row.id) ?? {},
        translations: translations.get(row.id) ?? {},
      }),
    );
  }
}

function storedProduct(row: ProductRow, parts: Parts): StoredProduct {
  const options = jsonValue<StoredProduct['options']>(row.options).map(({ name, values }) => ({ name, values }));
  return {
    id: row.id,
    slug: row.slug,
    title: row.title,
    description: row.description,
    vendor: row.vendor,
    brandId: row.brand_id,
    attributes: parts.attributes,
    translations: parts.translations,
    productType: row.product_type,
    tags: jsonValue<readonly string[]>(row.tags),
    status: row.status,
    taxCategory: row.tax_category,
    seoTitle: row.seo_title,
    seoDescription: row.seo_description,
    giftCard: row.gift_card === 1,
    options,
    variants: parts.variants.map((variant) => storedVariant(variant, options, parts)),
    images: parts.images.map(({ id, url, alt }) => ({ id, url, alt })),
    categoryIds: parts.categories.map((category) => category.category_id),
    extra: sortedRecord(jsonValue<Record<string, string>>(row.extra)),
    inStock: row.in_stock === 1,
    version: row.version,
    publishAt: row.publish_at,
    unpublishAt: row.unpublish_at,
    publishedAt: row.published_at,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

function storedVariant(row: VariantRow, options: StoredProduct['options'], { prices, images }: Parts): StoredVariant {
  const own = prices.get(row.id) ?? [];
  return {
    id: row.id,
    sku: row.sku,
    options: inOptionOrder(options, jsonValue<Record<string, string>>(row.options)),
    prices: own.map((price) => Money.of(toInteger(price.amount), price.currency)),
    compareAt: own.flatMap((price) =>
      price.compare_at_amount === null ? [] : [Money.of(toInteger(price.compare_at_amount), price.currency)],
    ),
    barcode: row.barcode,
    weightGrams: row.weight_grams,
    requiresShipping: row.requires_shipping === 1,
    taxable: row.taxable === 1,
    imageUrl: images.find(({ id }) => id === row.image_id)?.url ?? null,
    extra: sortedRecord(jsonValue<Record<string, string>>(row.extra)),
    available: row.available,
  };
}

/** MySQL sorts the keys of its JSON by length; shoppers read options in the product's order. */
function inOptionOrder(
  options: readonly { readonly name: string }[],
  combination: Readonly<Record<string, string>>,
): Record<string, string> {
  return Object.fromEntries(options.flatMap(({ name }) => (combination[name] === undefined ? [] : [[name, combination[name]]])));
}
