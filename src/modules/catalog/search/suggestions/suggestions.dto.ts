import { ApiProperty } from '@nestjs/swagger';
import { Optional, QueryInteger, QueryText } from '../../../../platform/http';
import { BrandReference } from '../../brands/brand.dto';
import { CategoryReference } from '../../product.dto';
import { StorefrontQuery } from '../../product-query.dto';

export const MOST_SUGGESTIONS = 10;
export const SUGGESTIONS = 5;

export class SuggestionsQueryDto extends StorefrontQuery {
  /** What has been typed so far. */
  @QueryText(1, 200, { example: 'mu' })
  readonly q!: string;

  /** How many of each kind at most. */
  @Optional()
  @QueryInteger(1, MOST_SUGGESTIONS, { example: 5 })
  readonly limit?: number;
}

/** A product as it is suggested. */
export class SuggestedProduct {
  /** The product's id. @example prod_02ITLcBYoUJdzTUMCSHuv3 */
  readonly id!: string;

  /** Part of its address. @example blue-mug */
  readonly slug!: string;

  /** What it is called, in the language of the answer. @example Blue mug */
  readonly title!: string;
}

export class SuggestionsResponse {
  /** Texts that begin with what was typed, the most frequent first; each finds something. */
  @ApiProperty({ type: 'array', items: { type: 'string' }, example: ['mug'] })
  readonly completions!: string[];

  /** The text as it was probably meant, when some word of it is in no product; null when it was read as typed. */
  @ApiProperty({ type: 'string', nullable: true, example: null })
  readonly correction!: string | null;

  /** The best products for what was typed. */
  @ApiProperty({ type: () => [SuggestedProduct] })
  readonly products!: SuggestedProduct[];

  /** Categories whose title has all the words, or beginnings of words. */
  @ApiProperty({ type: () => [CategoryReference] })
  readonly categories!: CategoryReference[];

  /** Brands whose name has them, and that have something to sell. */
  @ApiProperty({ type: () => [BrandReference] })
  readonly brands!: BrandReference[];
}
