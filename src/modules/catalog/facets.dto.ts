import { ApiProperty } from '@nestjs/swagger';
import { MoneyDto } from '../../platform/http';
import { ATTRIBUTE_TYPES } from './attributes/attribute-value';
import type { AttributeType } from './attributes/attribute-value';
import type { Facets } from './product-facets.query';

export class FacetValueResponse {
  /** What to filter by. @example M */
  readonly value!: string;

  /** How many products the list would have with this value. */
  @ApiProperty({ type: 'integer', minimum: 1, example: 12 })
  readonly count!: number;
}

export class StockFacetValueResponse {
  /** Whether it is in stock. */
  readonly value!: boolean;

  /** How many products the list would have with this value. */
  @ApiProperty({ type: 'integer', minimum: 1, example: 48 })
  readonly count!: number;
}

export class OptionFacetResponse {
  /** The option's name: filter by `option.<name>`. @example Size */
  readonly name!: string;

  /** The most frequent value first. */
  @ApiProperty({ type: () => [FacetValueResponse] })
  readonly values!: FacetValueResponse[];
}

export class LabelledFacetValueResponse extends FacetValueResponse {
  /** How to show it, in the language of the answer. @example Stoneware */
  readonly label!: string;
}

export class AttributeRangeResponse {
  /** The least value: for `attr.<key>Gte`. @example 0.2 */
  readonly min!: string;

  /** The greatest value: for `attr.<key>Lte`. @example 0.5 */
  readonly max!: string;

  /** How many products have a value at all. */
  @ApiProperty({ type: 'integer', minimum: 1, example: 31 })
  readonly count!: number;
}

export class AttributeFacetResponse {
  /** Filter by `attr.<key>`. @example material */
  readonly key!: string;

  /** What shoppers see, in the language of the answer. @example Material */
  readonly label!: string;

  @ApiProperty({ enum: ATTRIBUTE_TYPES, enumName: 'AttributeType', description: 'What its values are.', example: 'select' })
  readonly type!: AttributeType;

  /** Of numbers. */
  @ApiProperty({ type: 'string', nullable: true, example: null })
  readonly unit!: string | null;

  /** Of texts, selects and flags; the most frequent first. Empty for numbers and days. */
  @ApiProperty({ type: () => [LabelledFacetValueResponse] })
  readonly values!: LabelledFacetValueResponse[];

  /** Of numbers and days; null for the others. */
  @ApiProperty({ type: () => AttributeRangeResponse, nullable: true })
  readonly range!: AttributeRangeResponse | null;
}

export class BrandFacetResponse {
  /** Filter by `brand`. @example brand_02ITLcBYoUJdzTUMCSHuv3 */
  readonly id!: string;

  /** Filter by `brand`, too. @example northwind */
  readonly slug!: string;

  /** The name of the brand. @example Northwind */
  readonly title!: string;

  /** How many products the list would have with it. */
  @ApiProperty({ type: 'integer', minimum: 1, example: 12 })
  readonly count!: number;
}

export class CategoryFacetResponse {
  /** Filter by `category`. @example cat_02ITLcBYoUJdzTUMCSHuv3 */
  readonly id!: string;

  /** Filter by `category`, too. @example kitchen */
  readonly slug!: string;

  /** In the language of the answer. @example Kitchen */
  readonly title!: string;

  /** The category above it; null for a root. */
  @ApiProperty({ type: 'string', nullable: true, example: null })
  readonly parentId!: string | null;

  /** How many products the list would have with it, those further down included. */
  @ApiProperty({ type: 'integer', minimum: 1, example: 12 })
  readonly count!: number;
}

export class PriceFacetResponse {
  /** The cheapest variant of all. */
  readonly min!: MoneyDto;

  /** The dearest variant of all. */
  readonly max!: MoneyDto;
}

/** Counts for further filters over all pages. Each facet honours every filter of the request except its own. */
export class FacetsResponse {
  /** One per option that the products have, by name. */
  @ApiProperty({ type: () => [OptionFacetResponse] })
  readonly options!: OptionFacetResponse[];

  /** One per filterable attribute that the products have, in the order of the attributes. */
  @ApiProperty({ type: () => [AttributeFacetResponse] })
  readonly attributes!: AttributeFacetResponse[];

  /** The most frequent brand first. */
  @ApiProperty({ type: () => [BrandFacetResponse] })
  readonly brands!: BrandFacetResponse[];

  /** The most frequent category first. */
  @ApiProperty({ type: () => [CategoryFacetResponse] })
  readonly categories!: CategoryFacetResponse[];

  /** The most frequent vendor first. */
  @ApiProperty({ type: () => [FacetValueResponse] })
  readonly vendors!: FacetValueResponse[];

  /** At most two values. */
  @ApiProperty({ type: () => [StockFacetValueResponse] })
  readonly inStock!: StockFacetValueResponse[];

  /** Null when nothing matches. */
  @ApiProperty({ type: () => PriceFacetResponse, nullable: true })
  readonly price!: PriceFacetResponse | null;

  static from(facets: Facets): FacetsResponse {
    return {
      options: facets.options.map(({ name, values }) => ({ name, values: [...values] })),
      attributes: facets.attributes.map(({ key, label, type, unit, values, range }) => ({
        key,
        label,
        type,
        unit,
        values: [...values],
        range,
      })),
      brands: facets.brands.map(({ id, slug, title, count }) => ({ id, slug, title, count })),
      categories: facets.categories.map(({ id, slug, title, parentId, count }) => ({ id, slug, title, parentId, count })),
      vendors: [...facets.vendors],
      inStock: [...facets.inStock],
      price: facets.price && { min: MoneyDto.from(facets.price.min), max: MoneyDto.from(facets.price.max) },
    };
  }
}
