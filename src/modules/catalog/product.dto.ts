import { ApiProperty } from '@nestjs/swagger';
import { mediaIdOf, sizesOf } from './media/media-address';
import { ImageSizeResponse } from './media/media.dto';
import { Example, MoneyDto, PageInfo } from '../../platform/http';
import type { Page } from '../../platform/http';
import { PRODUCT_STATUSES } from './catalog-draft';
import type { ProductStatus } from './catalog-draft';
import { FacetsResponse } from './facets.dto';
import type { DetailVariant, ProductDetail } from './product-detail.reader';
import type { Facets } from './product-facets.query';
import type { ListedProduct } from './product-list.query';

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

  static from(product: ListedProduct): ProductSummary {
    const { id, slug, title, vendor, productType, inStock, image, tags, createdAt } = product;
    const prices = { price: MoneyDto.from(product.price), highestPrice: MoneyDto.from(product.highestPrice) };
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

  static from(page: Page<ListedProduct>, facets: Facets | undefined): ProductListResponse {
    return {
      data: page.data.map((product) => ProductSummary.from(product)),
      page: page.page,
      ...(page.total === undefined ? {} : { total: page.total }),
      ...(facets ? { facets: FacetsResponse.from(facets) } : {}),
    };
  }
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

  static from(variant: DetailVariant): VariantResponse {
    const { id, sku, title, available, imageId, barcode, weightGrams, requiresShipping } = variant;
    const compareAtPrice = variant.compareAtPrice && MoneyDto.from(variant.compareAtPrice);
    const prices = { price: MoneyDto.from(variant.price), compareAtPrice };
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

  /** Always `published` here. */
  @ApiProperty({ enum: PRODUCT_STATUSES, enumName: 'ProductStatus', example: 'published' })
  readonly status!: ProductStatus;

  /** Empty when not known. @example Northwind */
  readonly vendor!: string;

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

  /** What the variants differ in; empty when there is only one variant. */
  @ApiProperty({ type: () => [OptionResponse] })
  readonly options!: OptionResponse[];

  /** Those that have a price in the currency asked for. */
  @ApiProperty({ type: () => [VariantResponse] })
  readonly variants!: VariantResponse[];

  /** The main image first. */
  @ApiProperty({ type: () => [ImageResponse] })
  readonly images!: ImageResponse[];

  /** The categories it is shown in. */
  @ApiProperty({ type: () => [CategoryReference] })
  readonly categories!: CategoryReference[];

  static from(product: ProductDetail): ProductResponse {
    const { id, slug, title, description, status, vendor, productType, seoTitle, seoDescription } = product;
    return {
      ...{ id, slug, title, description, status, vendor, productType, tags: [...product.tags], seoTitle, seoDescription },
      options: product.options.map(({ name, values }) => ({ name, values: [...values] })),
      variants: product.variants.map((variant) => VariantResponse.from(variant)),
      images: product.images.map((image) => ImageResponse.of(image)),
      categories: product.categories.map((category) => ({ id: category.id, slug: category.slug, title: category.title })),
    };
  }
}
