import { Injectable } from '@nestjs/common';
import { Database, jsonValue } from '../../platform/database';
import { NotFound } from '../../platform/http';
import { isId } from '../../platform/ids';
import { Money, toInteger } from '../../platform/money';
import type { ProductOption, ProductStatus } from './catalog-draft';
import { inOptionOrder } from './product-loader';

export interface ProductDetail {
  readonly id: string;
  readonly slug: string;
  readonly title: string;
  readonly description: string;
  readonly status: ProductStatus;
  readonly vendor: string;
  readonly brand: { readonly id: string; readonly slug: string; readonly name: string } | null;
  readonly productType: string;
  readonly tags: readonly string[];
  readonly seoTitle: string | null;
  readonly seoDescription: string | null;
  readonly options: readonly ProductOption[];
  readonly variants: readonly DetailVariant[];
  readonly images: readonly { readonly id: string; readonly url: string; readonly alt: string | null }[];
  readonly categories: readonly { readonly id: string; readonly slug: string; readonly title: string }[];
}

export interface DetailVariant {
  readonly id: string;
  readonly sku: string | null;
  readonly title: string;
  readonly options: Readonly<Record<string, string>>;
  readonly price: Money;
  readonly compareAtPrice: Money | null;
  readonly available: number;
  readonly imageId: string | null;
  readonly barcode: string | null;
  readonly weightGrams: number | null;
  readonly requiresShipping: boolean;
}

interface ProductRow {
  readonly id: string;
  readonly slug: string;
  readonly title: string;
  readonly description: string;
  readonly status: ProductStatus;
  readonly vendor: string;
  readonly brand_id: string | null;
  readonly brand_slug: string;
  readonly brand_name: string;
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
  readonly amount: unknown;
  readonly compare_at_amount: unknown;
}

/** One product as a shopper sees it in one currency: four flat queries. */
@Injectable()
export class ProductDetailReader {
  constructor(private readonly database: Database) {}

  /** @throws NotFound also for a product that is not published or has no price in the currency */
  async read(idOrSlug: string, currency: string): Promise<ProductDetail> {
    const column = isId('prod', idOrSlug) ? 'id' : 'slug';
    const [product] = await this.database.query<ProductRow>(
      `SELECT p.id, p.slug, p.title, p.description, p.status, p.vendor, p.brand_id, b.slug AS brand_slug, b.name AS brand_name,
              p.product_type, p.tags, p.seo_title, p.seo_description, p.options
         FROM catalog_product p LEFT JOIN catalog_brand b ON b.id = p.brand_id WHERE p.${column} = ? AND p.status = 'published'`,
      [idOrSlug],
    );
    const variants = product ? await this.variants(product.id, currency) : [];
    if (!product || variants.length === 0) throw new NotFound('product');
    const images = await this.database.query<ProductDetail['images'][number]>(
      'SELECT id, url, alt FROM catalog_image WHERE product_id = ? ORDER BY position',
      [product.id],
    );
    const categories = await this.database.query<ProductDetail['categories'][number]>(
      `SELECT c.id, c.slug, c.title FROM catalog_product_category pc JOIN catalog_category c ON c.id = pc.category_id
        WHERE pc.product_id = ? ORDER BY c.path`,
      [product.id],
    );
    return detail(product, variants, currency, { images, categories });
  }

  private variants(productId: string, currency: string): Promise<VariantRow[]> {
    return this.database.query<VariantRow>(
      `SELECT v.id, v.sku, v.title, v.options, v.available, v.image_id, v.barcode, v.weight_grams, v.requires_shipping, p.amount, p.compare_at_amount
         FROM catalog_variant v JOIN catalog_price p ON p.variant_id = v.id AND p.currency = ?
        WHERE v.product_id = ? ORDER BY v.position`,
      [currency, productId],
    );
  }
}

function detail(
  product: ProductRow,
  variants: readonly VariantRow[],
  currency: string,
  { images, categories }: Pick<ProductDetail, 'images' | 'categories'>,
): ProductDetail {
  const options = jsonValue<readonly ProductOption[]>(product.options);
  return {
    id: product.id,
    slug: product.slug,
    title: product.title,
    description: product.description,
    status: product.status,
    vendor: product.vendor,
    brand: product.brand_id === null ? null : { id: product.brand_id, slug: product.brand_slug, name: product.brand_name },
    productType: product.product_type,
    tags: jsonValue<readonly string[]>(product.tags),
    seoTitle: product.seo_title,
    seoDescription: product.seo_description,
    options,
    variants: variants.map((row) => ({
      id: row.id,
      sku: row.sku,
      title: row.title || product.title,
      options: inOptionOrder(options, jsonValue<Record<string, string>>(row.options)),
      price: Money.of(toInteger(row.amount), currency),
      compareAtPrice: row.compare_at_amount === null ? null : Money.of(toInteger(row.compare_at_amount), currency),
      available: row.available,
      imageId: row.image_id,
      barcode: row.barcode,
      weightGrams: row.weight_grams,
      requiresShipping: row.requires_shipping === 1,
    })),
    images,
    categories,
  };
}
