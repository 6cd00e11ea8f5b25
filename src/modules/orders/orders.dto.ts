import {
  Email,
  Example,
  Id,
  Integer,
  ListOf,
  MoneyDto,
  OneOf,
  Optional,
  PageQuery,
  QueryInstant,
  QueryOneOf,
  QueryText,
  Text,
  Url,
} from '../../platform/http';
import type { OrderFilter } from './order-reader';
import { readOrderNumber } from './order-number';
import { orderStatuses } from './order-status';
import type { OrderStatus } from './order-status';
import type { OrderSummary } from './order-view';

/** Filters of the staff's list of orders; the newest come first. */
export class OrdersQuery extends PageQuery {
  /** Only orders in this state. */
  @Optional() @QueryOneOf(orderStatuses, 'OrderStatus') readonly status?: OrderStatus;

  /** Only orders placed with this e-mail address, whatever its case. @example shopper@example.com */
  @Optional() @Email() readonly email?: string;

  /** Only the order with this number; case, blanks and the prefix do not matter. @example P-7K3M9QXZ */
  @Optional() @QueryText(1, 20) readonly number?: string;

  /** Placed at this moment or later. @example 2026-11-01T00:00:00.000Z */
  @Optional() @QueryInstant() readonly createdGte?: Date;

  /** Placed at this moment or earlier. @example 2026-11-30T23:59:59.999Z */
  @Optional() @QueryInstant() readonly createdLte?: Date;

  static toFilter({ status, email, number, createdGte, createdLte }: OrdersQuery): OrderFilter {
    return {
      ...(status !== undefined && { status }),
      ...(email !== undefined && { email }),
      ...(number !== undefined && { number: readOrderNumber(number) }),
      ...(createdGte !== undefined && { createdGte }),
      ...(createdLte !== undefined && { createdLte }),
    };
  }
}

export class FulfilmentLineRequest {
  /** A line of this order. @example line_02ITLcBYoUJdzTUMCSHuv3 */
  @Id('line') readonly lineId!: string;

  /** Units in this parcel; at most what is still open. @example 1 */
  @Integer(1, 1_000_000) readonly quantity!: number;
}

export class CreateFulfilmentRequest {
  /** What is in the parcel; everything that is still open when absent. */
  @Optional() @ListOf(FulfilmentLineRequest, { min: 1, max: 200 }) readonly lines?: FulfilmentLineRequest[];

  /** Who carries it. @example DHL */
  @Optional() @Text(1, 100) readonly carrier?: string;

  /** The carrier's number of the parcel. @example JJD000390007882823453 */
  @Optional() @Text(1, 100) readonly trackingNumber?: string;

  /** Where the customer can follow the parcel. @example https://tracking.example.com/JJD000390007882823453 */
  @Optional() @Url() readonly trackingUrl?: string;
}

/** One order in a list. */
export class OrderSummaryResponse {
  /** Of the order. @example ord_02ITLcBYoUJdzTUMCSHuv3 */
  readonly id!: string;

  /** For people. @example P-7K3M9QXZ */
  readonly number!: string;

  /** The state now. */
  @OneOf(orderStatuses, 'OrderStatus', { example: 'paid' }) readonly status!: OrderStatus;

  /** What is paid in the end. */
  readonly total!: MoneyDto;

  /** Units, over all lines. */
  @Integer(0, Number.MAX_SAFE_INTEGER, { example: 3 }) readonly itemCount!: number;

  /** When checkout made it. */
  readonly placedAt!: Date;

  static from({ id, number, status, total, itemCount, placedAt }: OrderSummary): OrderSummaryResponse {
    return { id, number, status, total: MoneyDto.from(total), itemCount, placedAt };
  }
}

/** One order in the staff's list. */
export class AdminOrderSummaryResponse extends OrderSummaryResponse {
  /** Null for guests. */
  @Example('cus_02ITLcBYoUJdzTUMCSHuv3') readonly customerId!: string | null;

  /** Where mails about the order go. @example shopper@example.com */
  readonly email!: string;

  static override from(order: OrderSummary): AdminOrderSummaryResponse {
    return { ...OrderSummaryResponse.from(order), customerId: order.customerId, email: order.email };
  }
}
