/** Whole minor units with an ISO 4217 currency. Immutable; refuses fractions, mixed currencies and amounts beyond 2^53-1. */
export class Money {
  private constructor(
    readonly amount: number,
    readonly currency: string,
  ) {}

  static of(amount: number, currency: string): Money {
    if (!Number.isSafeInteger(amount)) throw new RangeError(`Not a whole, safe amount of minor units: ${amount}`);
    if (!/^[A-Z]{3}$/.test(currency)) throw new RangeError(`Not an ISO 4217 code: ${currency}`);
    return new Money(amount, currency);
  }

  static zero(currency: string): Money {
    return Money.of(0, currency);
  }

  static sum(items: Iterable<Money>, currency: string): Money {
    let total = Money.zero(currency);
    for (const item of items) total = total.plus(item);
    return total;
  }

  plus(other: Money): Money {
    return Money.of(this.amount + this.same(other).amount, this.currency);
  }

  minus(other: Money): Money {
    return Money.of(this.amount - this.same(other).amount, this.currency);
  }

  times(factor: number): Money {
    return Money.of(this.amount * factor, this.currency);
  }

  /** Negative, zero or positive, as this is less than, equal to or more than the other. */
  compare(other: Money): number {
    return this.amount - this.same(other).amount;
  }

  equals(other: Money): boolean {
    return this.currency === other.currency && this.amount === other.amount;
  }

  isZero(): boolean {
    return this.amount === 0;
  }

  toString(): string {
    return formatMoney(this);
  }

  toJSON(): { amount: number; currency: string } {
    return { amount: this.amount, currency: this.currency };
  }

  private same(other: Money): Money {
    if (other.currency !== this.currency) throw new RangeError(`Cannot mix ${this.currency} and ${other.currency}`);
    return other;
  }
}

/** ISO 4217, list one: every other currency has two digits. Written down, because the ICU of a runtime calls the forint and the rupiah whole. */
const DIGITS: ReadonlyMap<string, number> = new Map([
  ...'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'.split(' ').map((code) => [code, 0] as const),
  ...'BHD IQD JOD KWD LYD OMR TND'.split(' ').map((code) => [code, 3] as const),
  ...'CLF UYW'.split(' ').map((code) => [code, 4] as const),
]);

/** How many digits the minor unit of a currency has: EUR 2, JPY 0, BHD 3. */
export function currencyExponent(currency: string): number {
  return DIGITS.get(currency) ?? 2;
}

/** `'19.99'` and `'EUR'` make 1999. Throws when the text is no plain decimal or is finer than the currency's minor unit. */
export function parseMoney(text: string, currency: string): Money {
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text);
  if (!match) throw new RangeError(`Not a decimal amount: ${text}`);
  const exponent = currencyExponent(currency);
  const fraction = (match[3] ?? '').replace(/0+$/, '');
  if (fraction.length > exponent) throw new RangeError(`${currency} has ${exponent} decimals: ${text}`);
  const amount = Number(`${match[2]}${fraction.padEnd(exponent, '0')}`);
  return Money.of(match[1] && amount !== 0 ? -amount : amount, currency);
}

/** The plain decimal text that `parseMoney` reads back: `19.99`. */
export function decimalText(money: Money): string {
  const exponent = currencyExponent(money.currency);
  const digits = String(Math.abs(money.amount)).padStart(exponent + 1, '0');
  const sign = money.amount < 0 ? '-' : '';
  return exponent === 0 ? sign + digits : `${sign}${digits.slice(0, -exponent)}.${digits.slice(-exponent)}`;
}

/** For people: `19.99 EUR`. */
export function formatMoney(money: Money): string {
  return `${decimalText(money)} ${money.currency}`;
}

/**
 * BIGINT, DECIMAL, COUNT and SUM arrive from the driver as text; this makes a checked integer of them.
 * @throws RangeError when the value is no whole number within 2^53-1
 */
export function toInteger(value: unknown): number {
  const number = typeof value === 'number' ? value : typeof value === 'string' && /^-?\d+$/.test(value) ? Number(value) : Number.NaN;
  if (!Number.isSafeInteger(number)) throw new RangeError(`Not a safe integer: ${String(value)}`);
  return number;
}
