import { ApiProperty } from '@nestjs/swagger';
import { Example, MoneyDto } from '../../platform/http';
import { PRODUCT_STATUSES } from './catalog-draft';
import type { ProductStatus } from './catalog-draft';
import type { StoredProduct, StoredVariant } from './product-content';
import { combinationTitle } from './option-rules';
import type { ListedAdminProduct } from './admin-product-list.query';
import { ImageResponse, OptionResponse } from './product.dto';

/** A product as the list for staff shows it. */
export class AdminProductSummary {
  /** @example prod_02ITLcBYoUJdzTUMCSHuv3 */
  readonly id!: string;

  /** @example blue-mug */
  readonly slug!: string;

  /** @example Blue Mug */
  readonly title!: string;

  @ApiProperty({ enum: PRODUCT_STATUSES, enumName: 'ProductStatus', example: 'published' })
  readonly status!: ProductStatus;

  /** Empty when not known. @example Northwind */
  readonly vendor!: string;

  /** Whether some variant can be bought, as known a moment ago. */
  readonly inStock!: boolean;

  @ApiProperty({ type: 'integer', minimum: 1, example: 1 })
  readonly version!: number;

  @Example('2026-11-20T10:00:00.000Z')
  readonly createdAt!: string;

  @Example('2026-11-20T10:00:00.000Z')
  readonly updatedAt!: string;

  static from(product: ListedAdminProduct): AdminProductSummary {
    const { id, slug, title, status, vendor, inStock, version, createdAt, updatedAt } = product;
    return { id, slug, title, status, vendor, inStock, version, createdAt: createdAt.toISOString(), updatedAt: updatedAt.toISOString() };
  }
}

export class PriceResponse {
  readonly price!: MoneyDto;

  /** The price it had before; null when it is not reduced. */
  @ApiProperty({ type: () => MoneyDto, nullable: true })
  readonly compareAtPrice!: MoneyDto | null;

  static allOf(variant: StoredVariant): PriceResponse[] {
    return variant.prices.map((price) => {
      const was = variant.compareAt.find(({ currency }) => currency === price.currency);
      return { price: MoneyDto.from(price), compareAtPrice: was ? MoneyDto.from(was) : null };
    });
  }
}

export class AdminVariantResponse {
  /** @example var_02ITLcBYoUJdzTUMCSHuv3 */
  readonly id!: string;

  @ApiProperty({ type: 'string', nullable: true, example: 'MUG-BLUE' })
  readonly sku!: string | null;

  /** The option values together; the product's title when it has no options. @example M / Blue */
  readonly title!: string;

  /** One value for each option of the product. */
  @ApiProperty({ type: 'object', additionalProperties: { type: 'string' }, example: { Size: 'M' } })
  readonly options!: Record<string, string>;

  /** In the shop's default currency, else in the first one that it has; null when it has none. */
  @ApiProperty({ type: () => MoneyDto, nullable: true })
  readonly price!: MoneyDto | null;

  /** The price it had before, in the currency of `price`; null when it is not reduced. */
  @ApiProperty({ type: () => MoneyDto, nullable: true })
  readonly compareAtPrice!: MoneyDto | null;

  /** In all currencies. */
  @ApiProperty({ type: () => [PriceResponse] })
  readonly prices!: PriceResponse[];

  @ApiProperty({ type: 'string', nullable: true, example: '4006381333931' })
  readonly barcode!: string | null;

  @ApiProperty({ type: 'integer', nullable: true, minimum: 0, example: 350 })
  readonly weightGrams!: number | null;

  readonly requiresShipping!: boolean;

  readonly taxable!: boolean;

  @ApiProperty({ type: 'string', nullable: true, example: null })
  readonly imageUrl!: string | null;

  /** How many can be bought, as known a moment ago. */
  @ApiProperty({ type: 'integer', example: 12 })
  readonly available!: number;

  static from(variant: StoredVariant, product: StoredProduct, currency: string): AdminVariantResponse {
    const { id, sku, options, barcode, weightGrams, requiresShipping, taxable, imageUrl, available } = variant;
    const prices = PriceResponse.allOf(variant);
    const main = prices.find(({ price }) => price.currency === currency) ?? prices[0];
    return {
      ...{ id, sku, title: combinationTitle(options) || product.title, options: { ...options } },
      ...{ price: main?.price ?? null, compareAtPrice: main?.compareAtPrice ?? null, prices },
      ...{ barcode, weightGrams, requiresShipping, taxable, imageUrl, available },
    };
  }
}

/** A whole product. Its `version` covers variants, prices, images and categories too. */
export class AdminProductResponse {
  /** @example prod_02ITLcBYoUJdzTUMCSHuv3 */
  readonly id!: string;

  /** For `If-Match` of every change, as part of the ETag. */
  @ApiProperty({ type: 'integer', minimum: 1, example: 1 })
  readonly version!: number;

  /** @example blue-mug */
  readonly slug!: string;

  /** @example Blue Mug */
  readonly title!: string;

  /** HTML as it was cleaned. @example <p>Holds 0.3 litres.</p> */
  readonly description!: string;

  @ApiProperty({ enum: PRODUCT_STATUSES, enumName: 'ProductStatus', example: 'published' })
  readonly status!: ProductStatus;

  /** Empty when not known. @example Northwind */
  readonly vendor!: string;

  /** Empty when not known. @example Mug */
  readonly productType!: string;

  @Example(['ceramic'])
  readonly tags!: string[];

  /** @example standard */
  readonly taxCategory!: string;

  @ApiProperty({ type: 'string', nullable: true, example: null })
  readonly seoTitle!: string | null;

  @ApiProperty({ type: 'string', nullable: true, example: null })
  readonly seoDescription!: string | null;

  @ApiProperty({ type: () => [OptionResponse] })
  readonly options!: OptionResponse[];

  @ApiProperty({ type: () => [AdminVariantResponse] })
  readonly variants!: AdminVariantResponse[];

  @ApiProperty({ type: () => [ImageResponse] })
  readonly images!: ImageResponse[];

  /** Ids of its categories. */
  @Example(['cat_02ITLcBYoUJdzTUMCSHuv3'])
  readonly categories!: string[];

  /** Whether some variant can be bought, as known a moment ago. */
  readonly inStock!: boolean;

  /** When it was published first; null when it never was. */
  @ApiProperty({ type: 'string', format: 'date-time', nullable: true, example: '2026-11-20T10:00:00.000Z' })
  readonly publishedAt!: string | null;

  @Example('2026-11-20T10:00:00.000Z')
  readonly createdAt!: string;

  @Example('2026-11-20T10:00:00.000Z')
  readonly updatedAt!: string;

  /** `currency` is the one of the variants' main prices. */
  static from(product: StoredProduct, currency: string): AdminProductResponse {
    const { id, version, slug, title, description, status, vendor, productType, taxCategory, seoTitle, seoDescription, inStock } = product;
    return {
      ...{
        id,
        version,
        slug,
        title,
        description,
        status,
        vendor,
        productType,
        tags: [...product.tags],
        taxCategory,
        seoTitle,
        seoDescription,
      },
      options: product.options.map(({ name, values }) => ({ name, values: [...values] })),
      variants: product.variants.map((variant) => AdminVariantResponse.from(variant, product, currency)),
      images: product.images.map((image) => ({ id: image.id, url: image.url, alt: image.alt })),
      categories: [...product.categoryIds],
      inStock,
      publishedAt: product.publishedAt?.toISOString() ?? null,
      createdAt: product.createdAt.toISOString(),
      updatedAt: product.updatedAt.toISOString(),
    };
  }
}
