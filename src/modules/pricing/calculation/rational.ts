/** An exact non-negative fraction. Rates and percentages are decimals, so the denominator is a power of ten. */
export type Rational = { readonly numerator: bigint; readonly denominator: bigint };

const DECIMAL = /^(0|[1-9]\d{0,8})(?:\.(\d{1,12}))?$/;

export function isDecimal(text: string): boolean {
  return DECIMAL.test(text);
}

/** `"0.20"` and `"0.2"` become the same fraction, so that equal rates share a row of the breakdown. */
export function parseDecimal(text: string): Rational {
  const match = DECIMAL.exec(text);
  if (!match) throw new RangeError(`"${text}" is not a plain non-negative decimal such as "0.19".`);
  const decimals = (match[2] ?? '').replace(/0+$/, '');
  return { numerator: BigInt(`${match[1]}${decimals}`), denominator: 10n ** BigInt(decimals.length) };
}

export function formatDecimal({ numerator, denominator }: Rational): string {
  const places = denominator.toString().length - 1;
  if (places === 0) return numerator.toString();
  const digits = numerator.toString().padStart(places + 1, '0');
  return `${digits.slice(0, -places)}.${digits.slice(-places)}`;
}

export function add(a: Rational, b: Rational): Rational {
  const denominator = a.denominator > b.denominator ? a.denominator : b.denominator;
  return { numerator: numeratorOver(a, denominator) + numeratorOver(b, denominator), denominator };
}

/** The numerator after widening to a denominator that is a multiple of its own. */
export function numeratorOver(value: Rational, denominator: bigint): bigint {
  return value.numerator * (denominator / value.denominator);
}

export function compare(a: Rational, b: Rational): number {
  const difference = a.numerator * b.denominator - b.numerator * a.denominator;
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

/** Nearest integer, a half goes up. Both arguments are non-negative, the second is not zero. */
export function divideHalfUp(numerator: bigint, denominator: bigint): bigint {
  return (2n * numerator + denominator) / (2n * denominator);
}
