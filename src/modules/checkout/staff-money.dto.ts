import { Flag, Id, Integer, ListOf, MoneyDto, MoneyField, Optional, Text } from '../../platform/http';

export class CapturePaymentRequest {
  /** How much to take now, in the currency of the payment; all that is left when absent. */
  @Optional() @MoneyField() readonly amount?: MoneyDto;
}

export class RefundPaymentRequest {
  /** How much goes back, in the currency of the payment; all that is left when absent. */
  @Optional() @MoneyField() readonly amount?: MoneyDto;

  /** For staff and the history. @example Damaged on arrival */
  @Optional() @Text(1, 200) readonly reason?: string;
}

export class RefundLineRequest {
  /** A line of this order. @example line_02ITLcBYoUJdzTUMCSHuv3 */
  @Id('line') readonly lineId!: string;

  /** Units that are refunded; at most what has not been refunded yet. @example 1 */
  @Integer(1, 1_000_000) readonly quantity!: number;

  /** True for units that were sent and came back. Otherwise those that were not sent are taken first, and are not sent any more. @example false */
  @Optional() @Flag() readonly returned?: boolean;
}

export class RefundOrderRequest {
  /** Which goods; the line's total is shared over its units. */
  @Optional() @ListOf(RefundLineRequest, { min: 1, max: 200 }) readonly lines?: RefundLineRequest[];

  /** Whether what shipping cost goes back too, which it does once. @example false */
  @Optional() @Flag() readonly shipping?: boolean;

  /** Beside lines and shipping, a goodwill for example; in the currency of the order. */
  @Optional() @MoneyField({ example: { amount: 200, currency: 'EUR' } }) readonly amount?: MoneyDto;

  /** Whether the refunded goods can be sold again. @example false */
  @Optional() @Flag() readonly restock?: boolean;

  /** For staff and the history. @example Damaged on arrival */
  @Optional() @Text(1, 200) readonly reason?: string;
}
