import { ApiProperty } from '@nestjs/swagger';
import { MoneyDto } from '../../platform/http';
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
      vendors: [...facets.vendors],
      inStock: [...facets.inStock],
      price: facets.price && { min: MoneyDto.from(facets.price.min), max: MoneyDto.from(facets.price.max) },
    };
  }
}
