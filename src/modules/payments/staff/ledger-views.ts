import type { Money } from '../../../platform/money';

export interface PostingLine {
  readonly account: string;
  readonly debit: number;
  readonly credit: number;
  readonly currency: string;
}

export interface PostingView {
  readonly id: string;
  readonly postingKey: string;
  readonly orderId: string;
  readonly paymentId: string | null;
  readonly createdAt: Date;
  readonly lines: readonly PostingLine[];
}

export interface AccountBalance {
  readonly account: string;
  readonly debit: Money;
  readonly credit: Money;
}
