import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock';
import { Database, isDuplicateKey } from '../../platform/database';
import { newId } from '../../platform/ids';
import { Money } from '../../platform/money';
import { PaymentCapture } from './capture.entity';
import { PaymentStore } from './payment.store';
import type { Payment } from './payments.entity';
import { CaptureInProgress, CaptureRequestReused, CaptureTooLarge, PaymentStateConflict, WrongCurrency } from './payments.errors';
import { viewOfCapture } from './payments.views';
import type { CaptureView } from './payments.views';

export interface CaptureOrder {
  readonly paymentId: string;
  /** Absent: all that is left. */
  readonly amount?: Money;
  /** The same key is the same capture, however often it is asked for. */
  readonly requestKey: string;
}

/** A crash between commit and answer leaves a capture `pending`; it is taken up again after this. */
const CRASH_GRACE_MS = 30_000;

/** Claims a payment for one capture, before the gateway hears of it. */
@Injectable()
export class CapturePayment {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly payments: PaymentStore,
  ) {}

  async begin(order: CaptureOrder): Promise<CaptureView> {
    return this.database.transaction(async () => {
      const payment = await this.payments.lock(order.paymentId);
      const before = await this.database.repository(PaymentCapture).findOneBy({ requestKey: order.requestKey });
      if (before) return sameCapture(before, order);
      const amount = order.amount ?? Money.of(payment.authorised - payment.captured, payment.currency);
      await this.guard(payment, amount);
      return viewOfCapture(await this.insert(payment, amount, order.requestKey));
    });
  }

  private async guard(payment: Payment, { amount, currency }: Money): Promise<void> {
    const matched = await this.database.execute(
      `UPDATE payments_payment SET version = version + 1, updated_at = ?
       WHERE id = ? AND status = 'authorised' AND currency = ? AND ? > 0 AND captured + ? <= authorised`,
      [this.clock.now(), payment.id, currency, amount, amount],
    );
    if (matched === 1) return;
    if (payment.status !== 'authorised') throw new PaymentStateConflict(payment.id, 'captured', payment.status);
    if (currency !== payment.currency) throw new WrongCurrency(payment.currency, currency);
    throw new CaptureTooLarge(Money.of(payment.authorised - payment.captured, payment.currency).toJSON());
  }

  private async insert(payment: Payment, { amount, currency }: Money, requestKey: string): Promise<PaymentCapture> {
    const now = this.clock.now();
    const captures = this.database.repository(PaymentCapture);
    const capture = captures.create({
      ...{ id: newId('cap'), paymentId: payment.id, openPaymentId: payment.id, attemptId: payment.attemptId ?? '' },
      ...{ amount, target: payment.captured + amount, currency, state: 'pending', requestKey, failureCode: null },
      ...{ inquiryDueAt: new Date(now.getTime() + CRASH_GRACE_MS), inquiries: 0, createdAt: now, updatedAt: now },
    });
    try {
      await captures.insert(capture);
    } catch (error) {
      if (isDuplicateKey(error, 'payments_capture_open')) throw new CaptureInProgress(payment.id);
      if (isDuplicateKey(error, 'payments_capture_request')) throw new CaptureRequestReused();
      throw error;
    }
    return capture;
  }
}

function sameCapture(capture: PaymentCapture, { paymentId, amount }: CaptureOrder): CaptureView {
  const sameAmount = amount === undefined || Money.of(capture.amount, capture.currency).equals(amount);
  if (capture.paymentId !== paymentId || !sameAmount) throw new CaptureRequestReused();
  return viewOfCapture(capture);
}
