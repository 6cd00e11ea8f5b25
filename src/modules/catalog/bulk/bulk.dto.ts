import { ApiProperty } from '@nestjs/swagger';
import { Id, Integer, ListOf, Nested, OneOf, Optional } from '../../../platform/http';
import { CreateProductRequest, PriceRequest, UpdateProductRequest } from '../admin-product-request.dto';

export const BULK_ACTIONS = ['create', 'update', 'archive', 'set_prices'] as const;
export type BulkAction = (typeof BULK_ACTIONS)[number];
export const MAX_OPERATIONS = 100;

export class BulkOperation {
  /** `create` takes `product`; `update` takes `id`, `version` and `changes`; `archive` takes `id` and `version`; `set_prices` takes `variantId` and `prices`, and `version` if it matters. */
  @OneOf(BULK_ACTIONS, 'BulkAction', { example: 'create' })
  readonly action!: BulkAction;

  /** Of the product to change or archive. */
  @Optional()
  @Id('prod')
  readonly id?: string;

  /** Of the variant whose prices are set. */
  @Optional()
  @Id('var')
  readonly variantId?: string;

  /** The version of the product that the change was made for, as in its ETag; another one refuses the operation as stale. */
  @Optional()
  @Integer(1, 2_147_483_647, { example: 1 })
  readonly version?: number;

  /** The new product. */
  @Optional()
  @Nested(CreateProductRequest)
  readonly product?: CreateProductRequest;

  /** What becomes different; the rest stays. */
  @Optional()
  @Nested(UpdateProductRequest)
  readonly changes?: UpdateProductRequest;

  /** All prices of the variant; one that is not listed is removed. */
  @Optional()
  @ListOf(PriceRequest, { max: 50 })
  readonly prices?: PriceRequest[];
}

export class BulkRequest {
  /** Up to 100, done one after the other. */
  @ListOf(BulkOperation, { min: 1, max: MAX_OPERATIONS })
  readonly operations!: BulkOperation[];
}

/** Why an operation was refused. */
export class BulkProblem {
  /** Stable; clients switch on it. @example catalog/sku-taken */
  readonly code!: string;

  /** What kind of failure it is. @example The SKU is taken */
  readonly title!: string;

  /** What is wrong with this operation. @example Taken already: MUG-BLUE. */
  readonly detail!: string;
}

/** What became of one operation. */
export class BulkResult {
  /** Its place in the request, from 0. */
  @ApiProperty({ type: 'integer', minimum: 0, maximum: MAX_OPERATIONS - 1, example: 0 })
  readonly index!: number;

  /** As if it had been a request of its own: 201 created, 200 changed, 204 archived, 4xx refused. */
  @ApiProperty({ type: 'integer', minimum: 200, maximum: 499, example: 201 })
  readonly status!: number;

  /** Of the product. @example prod_02ITLcBYoUJdzTUMCSHuv3 */
  readonly id?: string;

  /** Of the product, for the next change. */
  @ApiProperty({ type: 'integer', minimum: 1, required: false, example: 1 })
  readonly version?: number;

  /** Only of an operation that was refused. */
  @ApiProperty({ type: () => BulkProblem, required: false })
  readonly problem?: BulkProblem;
}

export class BulkResponse {
  /** One for each operation, in their order. */
  @ApiProperty({ type: () => BulkResult, isArray: true })
  readonly results!: BulkResult[];
}
