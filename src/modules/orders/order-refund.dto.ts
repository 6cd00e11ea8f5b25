import { Example, Integer, ListOf, MoneyDifferenceDto, MoneyDto, OneOf } from '../../platform/http';
import type { OrderRefundView } from './order-view';
import { refundStates } from './refund.entity';
import type { OrderRefundState } from './refund.entity';

export class OrderRefundLineResponse {
  /** A line of the order. @example line_02ITLcBYoUJdzTUMCSHuv3 */
  readonly lineId!: string;
  /** Units whose money goes back. */
  @Integer(1, 1_000_000, { example: 1 }) readonly quantity!: number;
  /** Their share of the line's total. */
  readonly amount!: MoneyDto;
}

/** Money of the order that goes back. */
export class OrderRefundResponse {
  /** Of the refund. @example ref_02ITLcBYoUJdzTUMCSHuv3 */
  readonly id!: string;
  /** The payment whose money it is. @example pay_02ITLcBYoUJdzTUMCSHuv3 */
  readonly paymentId!: string;
  /** `pending`: it is on its way; `failed`: it did not arrive, and its lines can be refunded again. */
  @OneOf(refundStates, 'OrderRefundState', { example: 'succeeded' }) readonly status!: OrderRefundState;
  /** Lines, shipping and adjustment together. */
  readonly amount!: MoneyDto;
  /** How much of the amount is tax. */
  readonly tax!: MoneyDto;
  /** Which goods; empty when money went back without saying for which. */
  @ListOf(OrderRefundLineResponse, { max: 200 }) readonly lines!: OrderRefundLineResponse[];
  /** What shipping had cost, if it goes back. */
  readonly shipping!: MoneyDto;
  /** Beside lines and shipping; negative when a refund of everything is less than the lines, because some went back before. */
  readonly adjustment!: MoneyDifferenceDto;
  /** Why, in words; null when nothing was said. */
  @Example('Damaged on arrival') readonly reason!: string | null;
  /** When it was asked for. */
  readonly createdAt!: Date;

  static from({
    id,
    paymentId,
    status,
    amount,
    tax,
    lines,
    shipping,
    adjustment,
    reason,
    createdAt,
  }: OrderRefundView): OrderRefundResponse {
    return {
      ...{ id, paymentId, status, reason, createdAt },
      amount: MoneyDto.from(amount),
      tax: MoneyDto.from(tax),
      lines: lines.map((line) => ({ lineId: line.lineId, quantity: line.quantity, amount: MoneyDto.from(line.amount) })),
      shipping: MoneyDto.from(shipping),
      adjustment: MoneyDifferenceDto.from(adjustment),
    };
  }
}
