import { Currency, Example, Id, Integer, MoneyDto, Optional, PageQuery, QueryInstant, QueryText } from '../../../platform/http';
import { Money } from '../../../platform/money';
import type { AccountBalance, PostingView } from './ledger-views';

const ACCOUNT = 'receivable';

/** A period, by when things were booked. */
export class LedgerPeriodQuery {
  /** Only what was booked then or later. */
  @Optional()
  @QueryInstant({ example: '2026-01-01T00:00:00.000Z' })
  readonly bookedGte?: Date;

  /** Only what was booked then or earlier. */
  @Optional()
  @QueryInstant({ example: '2099-12-31T23:59:59.999Z' })
  readonly bookedLte?: Date;
}

export class LedgerQuery extends PageQuery {
  /** Only postings with a line on this account: `receivable`, `revenue`, `tax_payable`, `refunds`, `disputes`, `owed_to_customers` or `cash_at_gateway:` and the gateway. */
  @Optional()
  @QueryText(1, 64, { example: ACCOUNT })
  readonly account?: string;

  /** Only postings in this currency. */
  @Optional()
  @Currency({ example: 'EUR' })
  readonly currency?: string;

  /** Only postings about this order. */
  @Optional()
  @Id('ord')
  readonly orderId?: string;

  /** Only postings about this payment. */
  @Optional()
  @Id('pay')
  readonly paymentId?: string;

  /** Only what was booked then or later. */
  @Optional()
  @QueryInstant({ example: '2026-01-01T00:00:00.000Z' })
  readonly bookedGte?: Date;

  /** Only what was booked then or earlier. */
  @Optional()
  @QueryInstant({ example: '2099-12-31T23:59:59.999Z' })
  readonly bookedLte?: Date;
}

export class PostingLineResponse {
  /** Which account. */
  @Example('cash_at_gateway:sandbox')
  readonly account!: string;
  /** What came in; 0 when something went out. */
  readonly debit!: MoneyDto;
  /** What went out; 0 when something came in. */
  readonly credit!: MoneyDto;
}

/** One booking. Its debits equal its credits, and it is never changed. */
export class PostingResponse {
  /** Names the movement; unique, so each is booked once. */
  @Example('capture:pay_02ITLcBYoUJdzTUMCSHuv3:1999')
  readonly key!: string;

  /** The order it is about. */
  @Example('ord_02ITLcBYoUJdzTUMCSHuv3')
  readonly orderId!: string;

  /** The payment behind it; null for a sale and its reversal. */
  @Example('pay_02ITLcBYoUJdzTUMCSHuv3')
  readonly paymentId!: string | null;

  /** When it was booked. */
  readonly bookedAt!: Date;

  /** At least two. */
  readonly lines!: PostingLineResponse[];

  static from({ postingKey: key, orderId, paymentId, createdAt: bookedAt, lines }: PostingView): PostingResponse {
    const sides = lines.map(({ account, debit, credit, currency }) => ({
      ...{ account, debit: MoneyDto.from(Money.of(debit, currency)), credit: MoneyDto.from(Money.of(credit, currency)) },
    }));
    return { key, orderId, paymentId, bookedAt, lines: sides };
  }
}

/** A sum of many amounts; below zero for what went out on balance. */
export class LedgerSum {
  /** Whole minor units of the currency. */
  @Integer(Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER, { example: 1999 })
  readonly amount!: number;

  /** ISO 4217 code. */
  @Currency()
  readonly currency!: string;

  static from({ amount, currency }: Money): LedgerSum {
    return { amount, currency };
  }
}

export class AccountBalanceResponse {
  /** Which account. */
  @Example('cash_at_gateway:sandbox')
  readonly account!: string;
  /** Everything that came in. */
  readonly debit!: LedgerSum;
  /** Everything that went out. */
  readonly credit!: LedgerSum;
  /** Debit less credit; below zero on accounts of what we owe or earned. */
  readonly balance!: LedgerSum;

  static from({ account, debit, credit }: AccountBalance): AccountBalanceResponse {
    const balance = LedgerSum.from(debit.minus(credit));
    return { account, debit: LedgerSum.from(debit), credit: LedgerSum.from(credit), balance };
  }
}

/** All accounts as they were at one moment. */
export class LedgerBalancesResponse {
  /** By account and currency. The balances of one currency add up to 0. */
  readonly data!: AccountBalanceResponse[];

  static from(balances: readonly AccountBalance[]): LedgerBalancesResponse {
    return { data: balances.map((balance) => AccountBalanceResponse.from(balance)) };
  }
}
