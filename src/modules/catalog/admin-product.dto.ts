import { ApiProperty } from '@nestjs/swagger';
import { Example, MoneyDto } from '../../platform/http';
import { ATTRIBUTES_SCHEMA } from './attributes/attribute-fields.field';
import type { AttributeValue } from './attributes/attribute-value';
import { SHOWN_STATUSES, shownStatus } from './schedule/visibility';
import type { ShownStatus } from './schedule/visibility';
import type { StoredProduct, StoredVariant } from './product-content';
import { combinationTitle } from './option-rules';
import type { ListedAdminProduct } from './admin-product-list.query';
import { ImageResponse, OptionResponse } from './product.dto';

/** A product as the list for staff shows it. */
export class AdminProductSummary {
  /** Of the product. @example prod_02ITLcBYoUJdzTUMCSHuv3 */
  readonly id!: string;

  /** Part of the product's address; unique. @example blue-mug */
  readonly slug!: string;

  /** What the product is called. @example Blue Mug */
  readonly title!: string;

  /** Only a published product can be seen and bought; a scheduled one is published at `publishAt`. */
  @ApiProperty({ enum: SHOWN_STATUSES, enumName: 'ShownStatus', example: 'published' })
  readonly status!: ShownStatus;

  /** Empty when not known. @example Northwind */
  readonly vendor!: string;

  /** Whether some variant can be bought, as known a moment ago. */
  readonly inStock!: boolean;

  /** Grows with each change; part of the ETag. */
  @ApiProperty({ type: 'integer', minimum: 1, example: 1 })
  readonly version!: number;

  /** When it was made. */
  @Example('2026-11-20T10:00:00.000Z')
  readonly createdAt!: string;

  /** When it was changed last. */
  @Example('2026-11-20T10:00:00.000Z')
  readonly updatedAt!: string;

  static from(product: ListedAdminProduct): AdminProductSummary {
    const { id, slug, title, vendor, inStock, version, createdAt, updatedAt } = product;
    const status = shownStatus(product, new Date());
    return { id, slug, title, status, vendor, inStock, version, createdAt: createdAt.toISOString(), updatedAt: updatedAt.toISOString() };
  }
}

export class PriceResponse {
  /** What one unit costs, in the price basis of the shop. */
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
  /** Of the variant; carts and stock name it as `variantId`. @example var_02ITLcBYoUJdzTUMCSHuv3 */
  readonly id!: string;

  /** The shop's own article number, unique in the whole shop; null when it has none. */
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

  /** EAN, UPC, ISBN or the like; null when not known. */
  @ApiProperty({ type: 'string', nullable: true, example: '4006381333931' })
  readonly barcode!: string | null;

  /** Of one unit; null when not known. */
  @ApiProperty({ type: 'integer', nullable: true, minimum: 0, example: 350 })
  readonly weightGrams!: number | null;

  /** False for what is not a thing, such as a voucher. */
  readonly requiresShipping!: boolean;

  /** False when the variant is exempt from tax. */
  readonly taxable!: boolean;

  /** Address of the image that shows this variant; null when none does in particular. */
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
  /** Of the product. @example prod_02ITLcBYoUJdzTUMCSHuv3 */
  readonly id!: string;

  /** For `If-Match` of every change, as part of the ETag. */
  @ApiProperty({ type: 'integer', minimum: 1, example: 1 })
  readonly version!: number;

  /** Part of the product's address; unique. @example blue-mug */
  readonly slug!: string;

  /** What the product is called. @example Blue Mug */
  readonly title!: string;

  /** HTML as it was cleaned. @example <p>Holds 0.3 litres.</p> */
  readonly description!: string;

  /** Only a published product can be seen and bought; a scheduled one is published at `publishAt`. */
  @ApiProperty({ enum: SHOWN_STATUSES, enumName: 'ShownStatus', example: 'published' })
  readonly status!: ShownStatus;

  /** Empty when not known. @example Northwind */
  readonly vendor!: string;

  /** Id of its brand; null when it has none. */
  @ApiProperty({ type: 'string', nullable: true, example: 'brand_02ITLcBYoUJdzTUMCSHuv3' })
  readonly brandId!: string | null;

  /** Empty when not known. @example Mug */
  readonly productType!: string;

  /** Free words to find it by; at most 250. */
  @Example(['ceramic'])
  readonly tags!: string[];

  /** A code of the tax settings; an unknown one is taxed as `standard`. @example standard */
  readonly taxCategory!: string;

  /** Values by the keys of the shop's attributes. */
  @ApiProperty(ATTRIBUTES_SCHEMA)
  readonly attributes!: Record<string, AttributeValue>;

  /** For the title of the page; null means the product's own. */
  @ApiProperty({ type: 'string', nullable: true, example: null })
  readonly seoTitle!: string | null;

  /** For search engines; null when there is none. */
  @ApiProperty({ type: 'string', nullable: true, example: null })
  readonly seoDescription!: string | null;

  /** What the variants differ in; empty when there is only one variant. */
  @ApiProperty({ type: () => [OptionResponse] })
  readonly options!: OptionResponse[];

  /** All variants, in their order; at least one. */
  @ApiProperty({ type: () => [AdminVariantResponse] })
  readonly variants!: AdminVariantResponse[];

  /** The main image first. */
  @ApiProperty({ type: () => [ImageResponse] })
  readonly images!: ImageResponse[];

  /** Ids of its categories. */
  @Example(['cat_02ITLcBYoUJdzTUMCSHuv3'])
  readonly categories!: string[];

  /** Whether some variant can be bought, as known a moment ago. */
  readonly inStock!: boolean;

  /** When it becomes visible; null when that is not planned. */
  @ApiProperty({ type: 'string', nullable: true, example: null })
  readonly publishAt!: string | null;

  /** When it stops being visible; null when that is not planned. */
  @ApiProperty({ type: 'string', nullable: true, example: null })
  readonly unpublishAt!: string | null;

  /** When it was published first; null when it never was. */
  @ApiProperty({ type: 'string', nullable: true, example: '2026-11-20T10:00:00.000Z' })
  readonly publishedAt!: string | null;

  /** When it was made. */
  @Example('2026-11-20T10:00:00.000Z')
  readonly createdAt!: string;

  /** When it was changed last, its variants and images included. */
  @Example('2026-11-20T10:00:00.000Z')
  readonly updatedAt!: string;

  /** `currency` is the one of the variants' main prices. */
  static from(product: StoredProduct, currency: string): AdminProductResponse {
    const { id, version, slug, title, description, vendor, brandId, productType, taxCategory, seoTitle, seoDescription, inStock } = product;
    const now = new Date();
    return {
      ...{
        id,
        version,
        slug,
        title,
        description,
        status: shownStatus(product, now),
        vendor,
        brandId,
        attributes: { ...product.attributes },
        productType,
        tags: [...product.tags],
        taxCategory,
        seoTitle,
        seoDescription,
      },
      options: product.options.map(({ name, values }) => ({ name, values: [...values] })),
      variants: product.variants.map((variant) => AdminVariantResponse.from(variant, product, currency)),
      images: product.images.map((image) => ImageResponse.of(image)),
      categories: [...product.categoryIds],
      inStock,
      publishAt: product.publishAt?.toISOString() ?? null,
      unpublishAt: product.unpublishAt?.toISOString() ?? null,
      publishedAt: product.publishedAt && product.publishedAt <= now ? product.publishedAt.toISOString() : null,
      createdAt: product.createdAt.toISOString(),
      updatedAt: product.updatedAt.toISOString(),
    };
  }
}
