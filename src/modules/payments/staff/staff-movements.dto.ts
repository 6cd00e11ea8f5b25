import { Example, Instant, MoneyDto, OneOf } from '../../../platform/http';
import { Money } from '../../../platform/money';
import type { PaymentCapture } from '../capture.entity';
import type { PaymentDispute } from '../dispute.entity';
import { CAPTURE_STATES, DISPUTE_STATES, REFUND_STATES } from '../payment.machine';
import type { CaptureState, DisputeState, RefundState } from '../payment.machine';
import type { PaymentRefund } from '../payments.entity';

/** One request to take authorised money. */
export class StaffCaptureResponse {
  /** Of the capture. */
  @Example('cap_02ITLcBYoUJdzTUMCSHuv3')
  readonly id!: string;

  /** What was asked for. */
  readonly amount!: MoneyDto;

  /** `unknown`: the gateway did not answer yet and is being asked; `failed`: it refused, or the rest had been released. */
  @OneOf(CAPTURE_STATES, 'CaptureState', { example: 'succeeded' })
  readonly state!: CaptureState;

  /** What the gateway called its refusal; null when there was none. */
  @Example(null)
  readonly failureCode!: string | null;

  /** When it was asked for. */
  readonly createdAt!: Date;

  static from(capture: PaymentCapture): StaffCaptureResponse {
    const { id, state, failureCode, createdAt } = capture;
    return { id, amount: moneyIn(capture), state, failureCode, createdAt };
  }
}

export class StaffRefundResponse {
  /** Of the refund. */
  @Example('ref_02ITLcBYoUJdzTUMCSHuv3')
  readonly id!: string;

  /** What goes back; counted in `refunded` until the refund fails. */
  readonly amount!: MoneyDto;

  /** `unknown`: the gateway did not answer yet and is being asked. */
  @OneOf(REFUND_STATES, 'RefundState', { example: 'succeeded' })
  readonly state!: RefundState;

  /** The money was taken twice; it is not counted in the payment's `refunded`. */
  @Example(false)
  readonly surplus!: boolean;

  /** As given by whoever asked for it; null when nothing was said. */
  @Example('Damaged on arrival')
  readonly reason!: string | null;

  /** What the gateway called its refusal; null when there was none. */
  @Example(null)
  readonly failureCode!: string | null;

  /** When it was asked for. */
  readonly createdAt!: Date;

  static from(refund: PaymentRefund): StaffRefundResponse {
    const { id, state, reason, failureCode, createdAt } = refund;
    return { id, amount: moneyIn(refund), state, surplus: refund.surplusOf !== null, reason, failureCode, createdAt };
  }
}

/** The customer's bank took money back. */
export class StaffDisputeResponse {
  /** Of the dispute. */
  @Example('dsp_02ITLcBYoUJdzTUMCSHuv3')
  readonly id!: string;

  /** The gateway's own id of it; objections are made there. */
  @Example('dsp_02ITLcBYoUJdzTUMCSHuv4')
  readonly gatewayId!: string;

  /** What is disputed. */
  readonly amount!: MoneyDto;

  /** `open`: the bank decides, and no refund is possible; `won`: the money came back; `lost`: it stays away. */
  @OneOf(DISPUTE_STATES, 'DisputeState', { example: 'open' })
  readonly state!: DisputeState;

  /** When the bank opened it. */
  readonly openedAt!: Date;

  /** When it was decided; null before. */
  @Instant({ example: null })
  readonly closedAt!: Date | null;

  static from(dispute: PaymentDispute): StaffDisputeResponse {
    const { id, gatewayId, state, openedAt, closedAt } = dispute;
    return { id, gatewayId, amount: moneyIn(dispute), state, openedAt, closedAt };
  }
}

function moneyIn({ amount, currency }: { readonly amount: number; readonly currency: string }): MoneyDto {
  return MoneyDto.from(Money.of(amount, currency));
}
