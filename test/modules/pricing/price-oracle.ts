import type { Discount, PriceInput, TaxRate } from '../../../src/modules/pricing/calculation/price.types';

// The oracle: the same rules written a second time, on fractions, unit by unit, without a look at the first.
class Fraction {
  private constructor(
    readonly top: bigint,
    readonly bottom: bigint,
  ) {}

  static of(value: bigint | number): Fraction {
    return new Fraction(BigInt(value), 1n);
  }

  static parse(text: string): Fraction {
    const [whole = '0', decimals = ''] = text.split('.');
    return decimals
      .split('')
      .reduce((sum, digit, index) => sum.plus(new Fraction(BigInt(digit), 10n ** BigInt(index + 1))), Fraction.of(BigInt(whole)));
  }

  plus(other: Fraction): Fraction {
    return new Fraction(this.top * other.bottom + other.top * this.bottom, this.bottom * other.bottom);
  }

  minus(other: Fraction): Fraction {
    return new Fraction(this.top * other.bottom - other.top * this.bottom, this.bottom * other.bottom);
  }

  times(other: Fraction): Fraction {
    return new Fraction(this.top * other.top, this.bottom * other.bottom);
  }

  over(other: Fraction): Fraction {
    return new Fraction(this.top * other.bottom, this.bottom * other.top);
  }

  isAbove(other: Fraction): boolean {
    return this.top * other.bottom > other.top * this.bottom;
  }

  floor(): bigint {
    return this.top / this.bottom;
  }

  round(): bigint {
    return this.plus(new Fraction(1n, 2n)).floor();
  }
}

function handOut(amount: bigint, weights: readonly Fraction[]): bigint[] {
  const sum = weights.reduce((a, b) => a.plus(b), Fraction.of(0));
  if (sum.top === 0n) return weights.map(() => 0n);
  const owed = weights.map((weight) => weight.times(Fraction.of(amount)).over(sum));
  const given = owed.map((part) => part.floor());
  for (let left = amount - given.reduce((a, b) => a + b, 0n); left > 0n; left -= 1n) {
    let neediest = 0;
    const hunger = (index: number) => (owed[index] ?? Fraction.of(0)).minus(Fraction.of(given[index] ?? 0n));
    owed.forEach((_, index) => {
      if (hunger(index).isAbove(hunger(neediest))) neediest = index;
    });
    given[neediest] = (given[neediest] ?? 0n) + 1n;
  }
  return given;
}

const ratesOf = (rate: TaxRate) => (typeof rate === 'string' ? [{ name: undefined, rate }] : rate);

export class PriceOracle {
  private readonly left: bigint[];
  private shipping: bigint;
  readonly applied: bigint[];

  constructor(private readonly input: PriceInput) {
    this.left = input.lines.map((line) => BigInt(line.unitPrice) * BigInt(line.quantity));
    this.shipping = BigInt(input.shipping?.amount ?? 0);
    this.applied = input.discounts.map(() => 0n);
    const priorities = [...new Set(input.discounts.map((discount) => discount.priority ?? 0))].sort((a, b) => a - b);
    for (const priority of priorities) {
      input.discounts.forEach((discount, index) => {
        if ((discount.priority ?? 0) === priority) this.applied[index] = this.apply(discount);
      });
    }
  }

  private apply(discount: Discount): bigint {
    const asks = (base: bigint, units: number): bigint => {
      const size =
        discount.kind === 'percent'
          ? Fraction.of(base).times(Fraction.parse(discount.value)).over(Fraction.of(100)).round()
          : BigInt(discount.value) * (discount.kind === 'fixed' ? 1n : BigInt(units));
      return size > base ? base : size;
    };
    if (discount.level === 'shipping') {
      const off = asks(this.shipping, 1);
      this.shipping -= off;
      return off;
    }
    if (discount.level === 'order') {
      const units = this.input.lines.reduce((sum, line) => sum + line.quantity, 0);
      const off = asks(
        this.left.reduce((a, b) => a + b, 0n),
        units,
      );
      handOut(off, this.left.map(Fraction.of)).forEach((part, index) => this.takeOff(index, part));
      return off;
    }
    let total = 0n;
    this.input.lines.forEach((line, index) => {
      if (discount.line !== undefined && discount.line !== line.reference) return;
      const off = asks(this.left[index] ?? 0n, line.quantity);
      this.takeOff(index, off);
      total += off;
    });
    return total;
  }

  private takeOff(index: number, amount: bigint): void {
    this.left[index] = (this.left[index] ?? 0n) - amount;
  }

  private taxed(amount: bigint, rate: TaxRate) {
    const combined = ratesOf(rate).reduce((sum, part) => sum.plus(Fraction.parse(part.rate)), Fraction.of(0));
    if (this.input.basis === 'excl') {
      const due = Fraction.of(amount).times(combined).round();
      return { net: amount, tax: due, gross: amount + due };
    }
    const net = Fraction.of(amount)
      .over(combined.plus(Fraction.of(1)))
      .round();
    return { net, tax: amount - net, gross: amount };
  }

  parts() {
    const parts = this.input.lines.map((line, index) => ({ ...this.taxed(this.left[index] ?? 0n, line.taxRate), rate: line.taxRate }));
    return this.input.shipping
      ? [...parts, { ...this.taxed(this.shipping, this.input.shipping.taxRate), rate: this.input.shipping.taxRate }]
      : parts;
  }

  /** Tax per rate and component name. */
  taxes(): Record<string, number> {
    const rows: Record<string, number> = {};
    for (const part of this.parts()) {
      const components = ratesOf(part.rate);
      const shares = handOut(
        part.tax,
        components.map(({ rate }) => Fraction.parse(rate)),
      );
      components.forEach(({ name, rate }, index) => {
        const key = `${name ?? ''}@${Number(rate)}`;
        rows[key] = (rows[key] ?? 0) + Number(shares[index]);
      });
    }
    return rows;
  }
}
