import { Example, Integer, OneOf, Optional, PageQuery, QueryInteger, Text } from '../../platform/http';
import { movementKinds } from './inventory.entity';
import type { Movement, MovementKind } from './inventory.entity';
import { MAX_ON_HAND } from './quantities';
import type { StockLevel } from './stock-table';
import { adjustmentKinds } from './adjustment-kinds';
import type { AdjustmentKind } from './adjustment-kinds';

export class StockQuery extends PageQuery {
  /** Only variants of which at most so many are available. @example 5 */
  @Optional() @QueryInteger(0, MAX_ON_HAND) readonly lowStock?: number;
}

export class SetStockRequest {
  /** Units on the shelf, those reserved for orders included. @example 50 */
  @Integer(0, MAX_ON_HAND) readonly onHand!: number;

  /** For the ledger. @example stocktaking */
  @Optional() @Text(1, 200) readonly reason?: string;
}

export class AdjustStockRequest {
  /** Signed: a receipt adds, a write-off takes away, a correction may do either. @example 12 */
  @Integer(-MAX_ON_HAND, MAX_ON_HAND) readonly quantity!: number;

  /** What happened to the goods. */
  @OneOf(adjustmentKinds, 'StockAdjustmentKind', { example: 'receipt' }) readonly kind!: AdjustmentKind;

  /** For the ledger. @example delivery 4711 */
  @Text(1, 200) readonly reason!: string;
}

/** Goods that come back are put on the shelf also where staff could not book as many. */
const MOST_UNITS = 2_147_483_647;

/** How many of a variant the shop has. */
export class StockLevelResponse {
  /** Whose stock it is. @example var_02ITLcBYoUJdzTUMCSHuv3 */
  readonly variantId!: string;

  /** Units on the shelf, those reserved for orders included. */
  @Integer(0, MOST_UNITS, { example: 50 }) readonly onHand!: number;

  /** Units promised to orders that are not paid yet. */
  @Integer(0, MOST_UNITS, { example: 3 }) readonly reserved!: number;

  /** Units that can still be sold: `onHand` less `reserved`. */
  @Integer(0, MOST_UNITS, { example: 47 }) readonly available!: number;

  /** Rises with every change; the first part of the ETag. */
  @Integer(1, 2_147_483_647, { example: 7 }) readonly version!: number;

  static from({ variantId, onHand, reserved, available, version }: StockLevel): StockLevelResponse {
    return { variantId, onHand, reserved, available, version };
  }
}

/** One line of the stock ledger. The sum of a variant's movements is what is on hand. */
export class StockMovementResponse {
  /** Of the movement. @example mov_02ITLcBYoUJdzTUMCSHuv3 */
  readonly id!: string;

  /** Whose stock was moved. @example var_02ITLcBYoUJdzTUMCSHuv3 */
  readonly variantId!: string;

  /** What happened to the goods; `initial` is the stock that a variant began with. */
  @OneOf(movementKinds, 'StockMovementKind', { example: 'sold' }) readonly kind!: MovementKind;

  /** Signed: what came is positive, what left is negative. */
  @Integer(-MAX_ON_HAND, MAX_ON_HAND, { example: -2 }) readonly quantity!: number;

  /** As given by staff, or named by the shop; at most 200 characters. @example order paid */
  readonly reason!: string;

  /** Who did it: an account, or `system`. @example system */
  readonly actor!: string;

  /** The order that took or returned the goods, if one did. */
  @Example('ord_02ITLcBYoUJdzTUMCSHuv3') readonly orderId!: string | null;

  /** When it was booked. */
  readonly createdAt!: Date;

  static from({ id, variantId, kind, quantity, reason, actor, orderId, createdAt }: Movement): StockMovementResponse {
    return { id, variantId, kind, quantity, reason, actor, orderId, createdAt };
  }
}
