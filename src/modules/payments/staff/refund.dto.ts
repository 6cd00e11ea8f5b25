import { Example, MoneyDto, Nested, OneOf } from '../../../platform/http';
import { REFUND_STATES } from '../payment.machine';
import type { RefundState } from '../payment.machine';
import type { RefundView } from '../payments.views';

export class RefundFailureResponse {
  /** What the gateway called its refusal. @example refund_failed */
  readonly code!: string;
  /** For staff. @example The payment provider did not give the money back. */
  readonly message!: string;
  /** Whether it may work later. @example true */
  readonly retryable!: boolean;
}

/** Money that goes back to whoever paid. */
export class RefundResponse {
  /** Of the refund. */
  @Example('ref_02ITLcBYoUJdzTUMCSHuv3')
  readonly id!: string;

  /** The payment whose money it is. */
  @Example('pay_02ITLcBYoUJdzTUMCSHuv3')
  readonly paymentId!: string;

  /** What goes back; it counts as refunded until the refund fails. */
  readonly amount!: MoneyDto;

  /** `pending` or `unknown`: the gateway has not answered and is being asked; `failed`: the money can be refunded again. */
  @OneOf(REFUND_STATES, 'RefundState', { example: 'succeeded' })
  readonly status!: RefundState;

  /** As given by whoever asked for it; null when nothing was said. */
  @Example('Damaged on arrival')
  readonly reason!: string | null;

  /** Why it failed; null when it did not. */
  @Nested(RefundFailureResponse)
  @Example(null)
  readonly failure!: RefundFailureResponse | null;

  /** When it was asked for. */
  readonly createdAt!: Date;

  /** When it was changed last. */
  readonly updatedAt!: Date;

  static from(refund: RefundView): RefundResponse {
    const { id, paymentId, amount, state: status, reason, failure, createdAt, updatedAt } = refund;
    return { id, paymentId, amount: MoneyDto.from(amount), status, reason, failure, createdAt, updatedAt };
  }
}
