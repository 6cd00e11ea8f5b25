import {
  Currency,
  LOCALE,
  MAX_AMOUNT,
  Optional,
  PageQuery,
  QueryFlag,
  QueryInteger,
  QueryListOf,
  QueryMap,
  QueryOneOf,
  QueryText,
} from '../../platform/http';
import { PRODUCT_SORTS } from './product-order';
import type { ProductSort } from './product-order';

/** What asks for something without prices. */
export class LocaleQuery {
  /** The language, before what `Accept-Language` says; one that the shop does not speak is answered in the next best. */
  @Optional()
  @QueryText(2, 35, { pattern: LOCALE, patternDetail: 'must be a language such as de or de-AT', example: 'en' })
  readonly locale?: string;
}

export class StorefrontQuery extends LocaleQuery {
  /** ISO 4217 code of the prices; the shop's default currency when absent. A variant without a price in it is not sold in it. */
  @Optional()
  @Currency()
  readonly currency?: string;
}

/** What asks for a list of things that have products. */
export class StorefrontPageQuery extends PageQuery {
  /** The language, before what `Accept-Language` says; one that the shop does not speak is answered in the next best. */
  @Optional()
  @QueryText(2, 35, { pattern: LOCALE, patternDetail: 'must be a language such as de or de-AT', example: 'en' })
  readonly locale?: string;

  /** ISO 4217 code: products with a price in it count; the shop's default currency when absent. */
  @Optional()
  @Currency()
  readonly currency?: string;
}

export class ProductListQueryDto extends PageQuery {
  /**
   * Words to look for in title, brand, type, tags, option values, attributes, categories, description and translations: all of them, in any
   * form, with or without accents and hyphens. The last one may be unfinished, one that no product has may be mistyped, and synonyms count.
   * When no product has all of them, those with most are found. An exact SKU, in whatever capitals, or barcode finds its product first.
   */
  @Optional()
  @QueryText(0, 200, { example: 'mug' })
  readonly q?: string;

  /** Id or slug of a category, a slug that it had before too; what lies below it counts. An unknown one matches nothing. */
  @Optional()
  @QueryText(1, 200, { example: 'kitchen-and-table' })
  readonly category?: string;

  /** Some variant costs at least this much, in minor units of `currency`. With `priceLte`, some variant's price lies between both. */
  @Optional()
  @QueryInteger(0, MAX_AMOUNT, { example: 500 })
  readonly priceGte?: number;

  /** Some variant costs at most this much, in minor units of `currency`. */
  @Optional()
  @QueryInteger(0, MAX_AMOUNT, { example: 5000 })
  readonly priceLte?: number;

  /** The language, before what `Accept-Language` says; one that the shop does not speak is answered in the next best. */
  @Optional()
  @QueryText(2, 35, { pattern: LOCALE, patternDetail: 'must be a language such as de or de-AT', example: 'en' })
  readonly locale?: string;

  /** ISO 4217 code of prices and price filters; the shop's default currency when absent. Only products with a price in it are listed. */
  @Optional()
  @Currency()
  readonly currency?: string;

  /** `true`: only products of which some variant is in stock. `false`: only those that are sold out. */
  @Optional()
  @QueryFlag({ example: true })
  readonly inStock?: boolean;

  /** The vendor's name; capitals and accents make no difference. */
  @Optional()
  @QueryText(1, 160, { example: 'Northwind' })
  readonly vendor?: string;

  /** Id or slug of a brand, a slug that it had before too. An unknown one matches nothing. */
  @Optional()
  @QueryText(1, 200, { example: 'northwind' })
  readonly brand?: string;

  /** Id or slug of a published collection, a slug that it had before too. An unknown one matches nothing. */
  @Optional()
  @QueryText(1, 200, { example: 'for-cooks' })
  readonly collection?: string;

  /** `option.size=M`: some variant has this value. A name repeated means either value, different names mean all of them. Capitals make no difference. */
  @QueryMap('option', { max: 5, maxLength: 255 })
  readonly option!: Readonly<Record<string, string | readonly string[]>>;

  /**
   * `attr.material=stoneware`: the product has this value of a filterable attribute; repeated means either value. `attr.capacityGte=0.3`
   * and `attr.capacityLte=0.5` are the ends of a range of plain numbers or days, each given once. Different attributes mean all of them.
   */
  @QueryMap('attr', { max: 20, maxLength: 255 })
  readonly attr!: Readonly<Record<string, string | readonly string[]>>;

  /** `relevance` (with `q`, where it is the default), `newest` (the default otherwise; the same as `-createdAt`), `createdAt`, `price` or `-price` (by the cheapest variant), `title` or `-title` (by the title in the shop's default language, whichever `locale` is shown), `best_selling` (most units in paid orders of the last 90 days first; half a minute old at most), `position` (with `collection`: as its products were picked). */
  @Optional()
  @QueryOneOf(PRODUCT_SORTS, 'ProductSort', { example: 'newest' })
  readonly sort?: ProductSort;

  /** `total` adds the number of all matching products, `facets` the counts for further filters. Each costs queries. */
  @Optional()
  @QueryListOf(['facets', 'total'], 'ProductInclude', { example: ['facets', 'total'] })
  override readonly include?: readonly string[];
}
