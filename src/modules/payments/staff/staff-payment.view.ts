import type { Money } from '../../../platform/money';
import type { PaymentCapture } from '../capture.entity';
import type { PaymentDispute } from '../dispute.entity';
import type { PaymentFactRow } from '../fact.entity';
import type { Payment, PaymentAttempt, PaymentRefund } from '../payments.entity';

export interface LedgerLine {
  readonly posting: string;
  readonly account: string;
  readonly debit: Money;
  readonly credit: Money;
  readonly bookedAt: Date;
}

export interface StaffPayment {
  readonly payment: Payment;
  readonly attempts: readonly PaymentAttempt[];
  readonly captures: readonly PaymentCapture[];
  readonly refunds: readonly PaymentRefund[];
  readonly disputes: readonly PaymentDispute[];
  readonly facts: readonly PaymentFactRow[];
  readonly ledger: readonly LedgerLine[];
}
