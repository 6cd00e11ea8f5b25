import {
  Flag,
  Id,
  Instant,
  Integer,
  ListOf,
  ListOfIds,
  ListOfText,
  MoneyDto,
  MoneyField,
  OneOf,
  Optional,
  OptionalOrNull,
  PageQuery,
  PartialType,
  QueryOneOf,
  QueryText,
  Text,
  Url,
} from '../../platform/http';
import { AttributeFields } from './attributes/attribute-fields.field';
import type { AttributeValue } from './attributes/attribute-value';
import { PRODUCT_STATUSES } from './catalog-draft';
import type { ProductStatus } from './catalog-draft';
import { OptionValues } from './option-values.field';
import { LIMITS } from './product-rules';
import { SHOWN_STATUSES } from './schedule/visibility';
import type { ShownStatus } from './schedule/visibility';
import { MAX_SLUG } from './slug';

export const ADMIN_PRODUCT_SORTS = ['-createdAt', 'createdAt'] as const;
export type AdminProductSort = (typeof ADMIN_PRODUCT_SORTS)[number];

export class OptionRequest {
  /** What the variants differ in. @example Size */
  @Text(1, 100)
  readonly name!: string;

  /** Its values, in the order to show them. */
  @ListOfText(1, 255, { min: 1, max: 200, example: ['S', 'M', 'L'] })
  readonly values!: string[];
}

export class PriceRequest {
  /** In one of the shop's currencies. */
  @MoneyField()
  readonly price!: MoneyDto;

  /** The price it had before, in the same currency; null when it is not reduced. */
  @OptionalOrNull()
  @MoneyField()
  readonly compareAtPrice?: MoneyDto | null;
}

/** All prices of a variant; one that is not listed is removed. Without a price in a currency the variant is not sold in it. */
export class SetPricesRequest {
  /** At most one per currency. */
  @ListOf(PriceRequest, { max: 50 })
  readonly prices!: PriceRequest[];
}

export class VariantFields {
  /** The shop's own article number, unique in the whole shop; null when it has none. */
  @OptionalOrNull()
  @Text(1, LIMITS.sku, { example: 'MUG-BLUE' })
  readonly sku?: string | null;

  /** One value for each option of the product. */
  @Optional()
  @OptionValues()
  readonly options?: Record<string, string>;

  /** EAN, UPC, ISBN or the like. */
  @OptionalOrNull()
  @Text(1, LIMITS.barcode, { example: '4006381333931' })
  readonly barcode?: string | null;

  /** For shipping. */
  @OptionalOrNull()
  @Integer(0, LIMITS.weightGrams, { example: 350 })
  readonly weightGrams?: number | null;

  /** False for what is not a thing, such as a voucher. True when absent. */
  @Optional()
  @Flag()
  readonly requiresShipping?: boolean;

  /** False exempts the variant from tax. True when absent. */
  @Optional()
  @Flag()
  readonly taxable?: boolean;

  /** The image that shows this variant; it joins the product's images when it is not among them. */
  @OptionalOrNull()
  @Url()
  readonly imageUrl?: string | null;
}

export class CreateVariantRequest extends VariantFields {
  /** In one of the shop's currencies; more are set with `PUT /v1/admin/variants/{id}/prices`. */
  @MoneyField()
  readonly price!: MoneyDto;

  /** The price it had before, in the same currency; null when it is not reduced. */
  @OptionalOrNull()
  @MoneyField()
  readonly compareAtPrice?: MoneyDto | null;

  /** Stock to begin with; 0 when absent. Later it changes through `PUT /v1/admin/stock/{variantId}` only. */
  @Optional()
  @Integer(0, LIMITS.onHand, { example: 12 })
  readonly onHand?: number;
}

export class UpdateVariantRequest extends PartialType(VariantFields) {}

export class ProductFields {
  /** What the product is called; 1 to 255 characters. @example Blue Mug */
  @Text(1, LIMITS.title)
  readonly title!: string;

  /** Part of the product's address: lower-case letters and digits with `-`, `_` or `.` inside. Made from the title when absent. */
  @Optional()
  @Text(1, MAX_SLUG, { example: 'blue-mug' })
  readonly slug?: string;

  /** HTML; tags and attributes outside an allow-list are removed. */
  @OptionalOrNull()
  @Text(0, LIMITS.description, { multiline: true, example: '<p>Holds 0.3 litres.</p>' })
  readonly description?: string | null;

  /** Only a published product can be seen and bought. `archived` is what DELETE makes of it. */
  @OneOf(PRODUCT_STATUSES, 'ProductStatus')
  readonly status!: ProductStatus;

  /** Published, it becomes visible at this moment; null: at once. */
  @OptionalOrNull()
  @Instant()
  readonly publishAt?: Date | null;

  /** Published, it stops being visible at this moment, and is archived; null: never. */
  @OptionalOrNull()
  @Instant({ example: '2100-01-01T00:00:00.000Z' })
  readonly unpublishAt?: Date | null;

  /** Who makes or supplies it. */
  @OptionalOrNull()
  @Text(0, LIMITS.vendor, { example: 'Northwind' })
  readonly vendor?: string | null;

  /** Its brand. Absent, it is the brand that `vendor` names when that changes, made when there is none. */
  @OptionalOrNull()
  @Id('brand')
  readonly brandId?: string | null;

  /** What kind of thing it is. */
  @OptionalOrNull()
  @Text(0, LIMITS.productType, { example: 'Mug' })
  readonly productType?: string | null;

  /** Free words to find it by. */
  @Optional()
  @ListOfText(1, LIMITS.tag, { max: LIMITS.tags, example: ['ceramic'] })
  readonly tags?: string[];

  /** A code that the tax settings know; `standard` when absent. */
  @Optional()
  @Text(1, LIMITS.taxCategory, { pattern: /^[a-z0-9][a-z0-9_-]*$/, patternDetail: 'must be a code such as standard', example: 'standard' })
  readonly taxCategory?: string;

  /** Values by the keys of the shop's attributes. In a PATCH a key that is absent stays, and null takes its value away. */
  @Optional()
  @AttributeFields()
  readonly attributes?: Record<string, AttributeValue | null>;

  /** For the title of the page; null means the product's own. */
  @OptionalOrNull()
  @Text(1, LIMITS.seoTitle, { example: 'Blue mug, 0.3 l' })
  readonly seoTitle?: string | null;

  /** For search engines. */
  @OptionalOrNull()
  @Text(1, LIMITS.seoDescription, { example: 'A blue mug made of stoneware.' })
  readonly seoDescription?: string | null;

  /** What the variants differ in; read off the variants when absent. A value that a variant has cannot be taken away. */
  @Optional()
  @ListOf(OptionRequest, { max: 5 })
  readonly options?: OptionRequest[];

  /** Ids of the categories it is shown in. */
  @Optional()
  @ListOfIds('cat', { max: LIMITS.categories })
  readonly categories?: string[];
}

export class CreateProductRequest extends ProductFields {
  /** At least one; the only one when the product has no options. */
  @ListOf(CreateVariantRequest, { min: 1, max: LIMITS.variants })
  readonly variants!: CreateVariantRequest[];
}

/** The values of a variant that is there already, by the options as they will be. */
export class CombinationRequest {
  /** One of the product's variants. */
  @Id('var')
  readonly variantId!: string;

  /** One value for each option. */
  @OptionValues()
  readonly options!: Record<string, string>;
}

/** JSON Merge Patch: what is absent stays, null empties. Variants, prices and images have operations of their own. */
export class UpdateProductRequest extends PartialType(ProductFields) {
  /** Which values the variants have when `options` are added, renamed or taken away. A variant that is not named keeps the values it has. */
  @Optional()
  @ListOf(CombinationRequest, { max: LIMITS.variants })
  readonly combinations?: CombinationRequest[];
}

/** Of an image. */
export class ImageWords {
  /** What it shows, for those who do not see it. */
  @OptionalOrNull()
  @Text(0, LIMITS.alt, { example: 'A blue mug' })
  readonly alt?: string | null;
}

export class CreateImageRequest extends ImageWords {
  /** Where the image can be fetched, http or https. Either this or `mediaId`. */
  @Optional()
  @Url({ example: 'https://images.example.com/mug.jpg' })
  readonly url?: string;

  /** An image that was uploaded with `POST /v1/admin/media`. */
  @Optional()
  @Id('med')
  readonly mediaId?: string;

  /** 1 makes it the main image; the last one when absent. */
  @Optional()
  @Integer(1, LIMITS.images, { example: 1 })
  readonly position?: number;
}

/** JSON Merge Patch: what is absent stays, null empties. */
export class UpdateImageRequest extends ImageWords {
  /** Where it stands among the images afterwards; 1 makes it the main image. */
  @Optional()
  @Integer(1, LIMITS.images, { example: 1 })
  readonly position?: number;
}

export class AdminProductListQuery extends PageQuery {
  /** Only products in this state. */
  @Optional()
  @QueryOneOf(SHOWN_STATUSES, 'ShownStatus', { example: 'published' })
  readonly status?: ShownStatus;

  /** Words or a SKU, as in the storefront's search. */
  @Optional()
  @QueryText(0, 200, { example: 'mug' })
  readonly q?: string;

  /** `-createdAt` (the default) shows the newest first. */
  @Optional()
  @QueryOneOf(ADMIN_PRODUCT_SORTS, 'AdminProductSort', { example: '-createdAt' })
  readonly sort?: AdminProductSort;
}
