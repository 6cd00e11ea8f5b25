import { ApiProperty } from '@nestjs/swagger';
import { Id, ListOf, OneOf, Optional, PageInfo, QueryOneOf } from '../../../platform/http';
import { ProductSummary } from '../product.dto';
import { StorefrontQuery } from '../product-query.dto';
import { RELATION_KINDS } from './relation.entity';
import type { RelationKind } from './relation.entity';

export const MAX_RELATIONS = 100;

export class RelatedQuery extends StorefrontQuery {
  /** Only products of this kind. */
  @Optional()
  @QueryOneOf(RELATION_KINDS, 'RelationKind', { example: 'accessory' })
  readonly kind?: RelationKind;
}

export class RelatedProduct {
  /** Why it is shown: something alike, something that goes with it, something better, or what came in its place. */
  @ApiProperty({ enum: RELATION_KINDS, enumName: 'RelationKind', example: 'accessory' })
  readonly kind!: RelationKind;

  /** As a list shows it. */
  @ApiProperty({ type: () => ProductSummary })
  readonly product!: ProductSummary;
}

/** All related products at once; they have no pages. */
export class RelatedProductsResponse {
  /** By kind, each in the order of the shop. */
  @ApiProperty({ type: () => [RelatedProduct] })
  readonly data!: RelatedProduct[];

  /** Always the only page. */
  readonly page!: PageInfo;
}

export class RelationField {
  /** Why it is shown. */
  @OneOf(RELATION_KINDS, 'RelationKind', { example: 'accessory' })
  readonly kind!: RelationKind;

  /** What is shown. */
  @Id('prod')
  readonly productId!: string;
}

export class SetRelationsRequest {
  /** All of them, in the order to show them. */
  @ListOf(RelationField, { max: MAX_RELATIONS })
  readonly relations!: RelationField[];
}

export class RelationsResponse {
  /** Of the product: what `If-Match` of a change asks for, as part of the ETag. */
  @ApiProperty({ type: 'integer', minimum: 1, example: 1 })
  readonly version!: number;

  /** In their order. */
  @ApiProperty({ type: () => [RelationField] })
  readonly relations!: RelationField[];
}
