import type { Money } from '../../../platform/money';
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
  readonly refunds: readonly PaymentRefund[];
  readonly facts: readonly PaymentFactRow[];
  readonly ledger: readonly LedgerLine[];
}
