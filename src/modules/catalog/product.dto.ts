import { ApiProperty } from '@nestjs/swagger';
import { mediaIdOf, sizesOf } from './media/media-address';
import { ImageSizeResponse } from './media/media.dto';
import { Example, MoneyDto, PageInfo } from '../../platform/http';
import { Money } from '../../platform/money';
import { ProductAttributeResponse } from './attributes/product-attribute.dto';
import { BrandReference } from './brands/brand.dto';
import { PRODUCT_STATUSES } from './catalog-draft';
import type { ProductStatus } from './catalog-draft';
import { FacetsResponse } from './facets.dto';
import { combinationTitle } from './option-rules';
import type { StoredProduct, StoredVariant } from './product-content';
import { priceRangesOf } from './product-projections';

export class ImageSummary {
  /** Absolute address. @example https://images.example.com/mug.jpg */
  readonly url!: string;

  /** What the image shows, for those who do not see it. */
  @ApiProperty({ type: 'string', nullable: true, example: 'A blue mug' })
  readonly alt!: string | null;
}

/** A product as a list shows it. */
export class ProductSummary {
  /** Of the product. @example prod_02ITLcBYoUJdzTUMCSHuv3 */
  readonly id!: string;

  /** Part of the product's address; unique. Operations take it in place of the id. @example blue-mug */
  readonly slug!: string;

  /** What the product is called. @example Blue Mug */
  readonly title!: string;

  /** Empty when not known. @example Northwind */
  readonly vendor!: string;

  /** Empty when not known. @example Mug */
  readonly productType!: string;

  /** Free words to find it by. */
  @Example(['ceramic'])
  readonly tags!: string[];

  /** Whether some variant can be bought, as known a moment ago. */
  readonly inStock!: boolean;

  /** The cheapest variant's price. */
  readonly price!: MoneyDto;

  /** The dearest variant's price. */
  readonly highestPrice!: MoneyDto;

  /** The main image; null when there is none. */
  @ApiProperty({ type: () => ImageSummary, nullable: true })
  readonly image!: ImageSummary | null;

  /** When it was made. */
  @Example('2026-11-20T10:00:00.000Z')
  readonly createdAt!: string;

  /** The product must be sold in the currency. */
  static from(product: StoredProduct, currency: string): ProductSummary {
    const { id, slug, title, vendor, productType, inStock, tags, createdAt } = product;
    const range = priceRangesOf(product).find((candidate) => candidate.currency === currency);
    const moneyOf = (amount = 0) => MoneyDto.from(Money.of(amount, currency));
    const prices = { price: moneyOf(range?.min), highestPrice: moneyOf(range?.max) };
    const [main] = product.images;
    const image = main ? { url: main.url, alt: main.alt } : null;
    return { id, slug, title, vendor, productType, tags: [...tags], inStock, ...prices, image, createdAt: createdAt.toISOString() };
  }
}

export class ProductListResponse {
  /** One page of the products that match. */
  @ApiProperty({ type: () => [ProductSummary] })
  readonly data!: ProductSummary[];

  /** Where the next page begins. */
  readonly page!: PageInfo;

  /** All products that match, with `include=total` only. */
  @ApiProperty({ type: 'integer', minimum: 0, required: false, example: 60 })
  readonly total?: number;

  /** With `include=facets` only. */
  @ApiProperty({ type: () => FacetsResponse, required: false })
  readonly facets?: FacetsResponse;
}

export class OptionResponse {
  /** What the variants differ in. @example Size */
  readonly name!: string;

  /** In the order to show them. */
  @Example(['S', 'M', 'L'])
  readonly values!: string[];
}

export class ImageResponse extends ImageSummary {
  /** Of the image; variants name it as `imageId`. @example img_02ITLcBYoUJdzTUMCSHuv3 */
  readonly id!: string;

  /** The upload that it shows; null for an image from elsewhere. */
  @ApiProperty({ type: 'string', nullable: true, example: 'med_02ITLcBYoUJdzTUMCSHuv3' })
  readonly mediaId!: string | null;

  /** The widths in which an uploaded image can be fetched, the smallest first; empty for an image from elsewhere. */
  @ApiProperty({ type: () => ImageSizeResponse, isArray: true })
  readonly sizes!: ImageSizeResponse[];

  static of({ id, url, alt }: { readonly id: string; readonly url: string; readonly alt: string | null }): ImageResponse {
    return { id, url, alt, mediaId: mediaIdOf(url), sizes: sizesOf(url) };
  }
}

export class CategoryReference {
  /** Of the category. @example cat_02ITLcBYoUJdzTUMCSHuv3 */
  readonly id!: string;

  /** Part of the category's address; unique. @example kitchen */
  readonly slug!: string;

  /** What shoppers see. @example Kitchen */
  readonly title!: string;
}

/** What can be put into a cart. */
export class VariantResponse {
  /** What a cart takes as `variantId`. @example var_02ITLcBYoUJdzTUMCSHuv3 */
  readonly id!: string;

  /** The shop's own article number. */
  @ApiProperty({ type: 'string', nullable: true, example: 'MUG-BLUE' })
  readonly sku!: string | null;

  /** The option values together; the product's title when it has no options. @example M / Blue */
  readonly title!: string;

  /** One value for each option of the product. */
  @ApiProperty({ type: 'object', additionalProperties: { type: 'string' }, example: { Size: 'M' } })
  readonly options!: Record<string, string>;

  /** What one unit costs, in the price basis of the shop. */
  readonly price!: MoneyDto;

  /** The price it had before; null when it is not reduced. */
  @ApiProperty({ type: () => MoneyDto, nullable: true })
  readonly compareAtPrice!: MoneyDto | null;

  /** How many can be bought, as known a moment ago. The order itself asks again. */
  @ApiProperty({ type: 'integer', example: 12 })
  readonly available!: number;

  /** Which of the product's images shows this variant; null when none does in particular. */
  @ApiProperty({ type: 'string', nullable: true, example: null })
  readonly imageId!: string | null;

  /** EAN, UPC, ISBN or the like. */
  @ApiProperty({ type: 'string', nullable: true, example: '4006381333931' })
  readonly barcode!: string | null;

  /** Of one unit; null when not known. */
  @ApiProperty({ type: 'integer', nullable: true, minimum: 0, example: 350 })
  readonly weightGrams!: number | null;

  /** False for what is not a thing, such as a voucher. */
  readonly requiresShipping!: boolean;

  static from(variant: StoredVariant, product: StoredProduct, currency: string): VariantResponse {
    const { id, sku, available, barcode, weightGrams, requiresShipping } = variant;
    const inCurrency = (money: Money) => money.currency === currency;
    const price = MoneyDto.from(variant.prices.find(inCurrency) ?? Money.of(0, currency));
    const was = variant.compareAt.find(inCurrency);
    const title = combinationTitle(variant.options) || product.title;
    const imageId = product.images.find(({ url }) => url === variant.imageUrl)?.id ?? null;
    const prices = { price, compareAtPrice: was ? MoneyDto.from(was) : null };
    return { id, sku, title, options: { ...variant.options }, ...prices, available, imageId, barcode, weightGrams, requiresShipping };
  }
}

export class ProductResponse {
  /** Of the product. @example prod_02ITLcBYoUJdzTUMCSHuv3 */
  readonly id!: string;

  /** Part of the product's address; unique. @example blue-mug */
  readonly slug!: string;

  /** What the product is called. @example Blue Mug */
  readonly title!: string;

  /** HTML from an allow-list of tags, safe to show as it is. @example <p>Holds 0.3 litres.</p> */
  readonly description!: string;

  /** The language of the title: the one asked for, or one behind it. @example en */
  readonly locale!: string;

  /** Always `published` here. */
  @ApiProperty({ enum: PRODUCT_STATUSES, enumName: 'ProductStatus', example: 'published' })
  readonly status!: ProductStatus;

  /** Empty when not known. @example Northwind */
  readonly vendor!: string;

  /** Who makes it; null when not known. */
  @ApiProperty({ type: () => BrandReference, nullable: true })
  readonly brand!: BrandReference | null;

  /** Empty when not known. @example Mug */
  readonly productType!: string;

  /** Free words to find it by. */
  @Example(['ceramic'])
  readonly tags!: string[];

  /** For the title of the page; null means the product's own. */
  @ApiProperty({ type: 'string', nullable: true, example: null })
  readonly seoTitle!: string | null;

  /** For search engines; null when there is none. */
  @ApiProperty({ type: 'string', nullable: true, example: null })
  readonly seoDescription!: string | null;

  /** The path of the page that search engines should remember, in whatever way it was reached. @example /v1/products/blue-mug */
  readonly canonicalPath!: string;

  /** What the variants that are shown differ in, with the values that one of them has; empty when the product has no options. */
  @ApiProperty({ type: () => [OptionResponse] })
  readonly options!: OptionResponse[];

  /** Those that have a price in the currency asked for. */
  @ApiProperty({ type: () => [VariantResponse] })
  readonly variants!: VariantResponse[];

  /** The main image first. */
  @ApiProperty({ type: () => [ImageResponse] })
  readonly images!: ImageResponse[];

  /** What the shop knows of it, in the order to show it. */
  @ApiProperty({ type: () => [ProductAttributeResponse] })
  readonly attributes!: ProductAttributeResponse[];

  /** The categories it is shown in. */
  @ApiProperty({ type: () => [CategoryReference] })
  readonly categories!: CategoryReference[];

  /** The way from the root of the tree down to the deepest of its categories. */
  @ApiProperty({ type: () => [CategoryReference] })
  readonly breadcrumbs!: CategoryReference[];

  /** What the product itself knows, with the variants that are sold in the currency. */
  static from(product: StoredProduct, currency: string): ProductResponse {
    const { id, slug, title, description, status, vendor, productType, seoTitle, seoDescription } = product;
    const sold = product.variants.filter(({ prices }) => prices.some((price) => price.currency === currency));
    return {
      ...{ id, slug, title, description, status, vendor, brand: null, productType, tags: [...product.tags], seoTitle, seoDescription },
      options: offeredOptions(product, sold),
      variants: sold.map((variant) => VariantResponse.from(variant, product, currency)),
      images: product.images.map((image) => ImageResponse.of(image)),
      locale: '',
      canonicalPath: `/v1/products/${encodeURIComponent(slug)}`,
      categories: [],
      breadcrumbs: [],
      attributes: [],
    };
  }
}

/** Values that staff keep for variants to come are no choice for shoppers. */
function offeredOptions({ options }: StoredProduct, variants: readonly StoredVariant[]): OptionResponse[] {
  return options
    .map(({ name, values }) => ({ name, values: values.filter((value) => variants.some((variant) => variant.options[name] === value)) }))
    .filter(({ values }) => values.length > 0);
}
