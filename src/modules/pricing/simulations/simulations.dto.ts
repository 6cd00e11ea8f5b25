import { ApiProperty } from '@nestjs/swagger';
import { Currency, Example, Integer, ListOf, Nested, OneOf, Optional, OptionalOrNull, Text } from '../../../platform/http';
import { DISCOUNT_KINDS, DISCOUNT_LEVELS, PRICE_BASES } from '../calculation/price.types';
import type { Discount, DiscountKind, DiscountLevel, PriceBasis, PriceInput, PriceResult, TaxRate } from '../calculation/price.types';
import { REQUEST_EXAMPLE, RESPONSE_EXAMPLE } from './simulation.example';
import { SimulatedRate, SimulatedValue } from './simulation.fields';

const LARGEST = Number.MAX_SAFE_INTEGER;

export class SimulationLine {
  /** Any text that tells the lines apart. */
  @Text(1, 100, { example: 'mug' })
  readonly reference!: string;

  /** Minor units of one unit, in the price basis. */
  @Integer(0, LARGEST, { example: 7000 })
  readonly unitPrice!: number;

  /** Units. */
  @Integer(1, LARGEST, { example: 1 })
  readonly quantity!: number;

  /** A fraction (`"0.2"` is 20 %), or its named components: their sum is rounded once and split by largest remainder. */
  @SimulatedRate()
  readonly taxRate!: TaxRate;
}

export class SimulationShipping {
  /** Minor units, in the price basis. */
  @Integer(0, LARGEST, { example: 500 })
  readonly amount!: number;

  /** As on a line. */
  @SimulatedRate()
  readonly taxRate!: TaxRate;
}

export class SimulationDiscount {
  /** `line`: off the line, or off each line when none is named. `order`: off all lines together, split by largest remainder. `shipping`: off shipping only. */
  @OneOf(DISCOUNT_LEVELS, 'DiscountLevel', { example: 'order' })
  readonly level!: DiscountLevel;

  /** The reference of a line; only with level `line`. */
  @Optional()
  @Text(1, 100, { example: 'mug' })
  readonly line?: string;

  /** `fixed_per_unit` counts the units of the line, of the order, or one for shipping. */
  @OneOf(DISCOUNT_KINDS, 'DiscountKind', { example: 'percent' })
  readonly kind!: DiscountKind;

  /** A decimal text for `percent` (`"10.5"`), whole minor units otherwise. More than there is takes what there is. */
  @SimulatedValue()
  readonly value!: string | number;
}

export class SimulationRequest {
  /** ISO 4217 code of all amounts. */
  @Currency()
  readonly currency!: string;

  /** Whether all amounts of the request are without tax (`excl`) or contain it (`incl`). */
  @OneOf(PRICE_BASES, 'PriceBasis', { example: 'excl' })
  readonly basis!: PriceBasis;

  /** At least one; their references differ. */
  @ListOf(SimulationLine, { min: 1, max: 500, example: REQUEST_EXAMPLE.lines })
  readonly lines!: readonly SimulationLine[];

  /** Null or absent for none. */
  @OptionalOrNull()
  @Nested(SimulationShipping, { example: REQUEST_EXAMPLE.shipping })
  readonly shipping?: SimulationShipping | null;

  /** In the order in which they apply, each on what the last one left. */
  @Optional()
  @ListOf(SimulationDiscount, { max: 100, example: REQUEST_EXAMPLE.discounts })
  readonly discounts?: readonly SimulationDiscount[];

  static toInput({ currency, basis, lines, shipping, discounts = [] }: SimulationRequest): PriceInput {
    return { currency, basis, lines, shipping, discounts: discounts.map(toDiscount) };
  }
}

/** The field's own check made sure that only a percentage is a text. */
function toDiscount({ level, line, kind, value }: SimulationDiscount): Discount {
  return kind === 'percent' ? { level, line, kind, value: String(value) } : { level, line, kind, value: Number(value) };
}

/** Amounts are plain whole minor units of the request's currency. */
export class SimulatedAmounts {
  /** Before discounts, in the price basis. */
  @Integer(0, LARGEST, { example: 500 })
  readonly subtotal!: number;

  /** What discounts take off, in the price basis. */
  @Integer(0, LARGEST, { example: 0 })
  readonly discount!: number;

  /** After discounts, without tax. */
  @Integer(0, LARGEST, { example: 500 })
  readonly net!: number;

  /** On the net amount, rounded once. */
  @Integer(0, LARGEST, { example: 0 })
  readonly tax!: number;

  /** What is paid: net and tax together. */
  @Integer(0, LARGEST, { example: 500 })
  readonly gross!: number;
}

export class SimulatedLine extends SimulatedAmounts {
  /** Which line of the request it is. */
  @Example('mug')
  readonly reference!: string;
}

export class SimulatedDiscount {
  /** What it took, after clamping. */
  @Integer(0, LARGEST, { example: 500 })
  readonly applied!: number;
}

export class SimulatedTax {
  /** In its shortest form: `0.20` is `0.2`. */
  @Example('0.2')
  readonly rate!: string;

  /** Only on rows of a component. */
  @ApiProperty({ type: 'string', required: false, example: 'City' })
  readonly name?: string;

  /** What the rate is charged on, net. Components of one rate share their base. */
  @Integer(0, LARGEST, { example: 20500 })
  readonly base!: number;

  /** Minor units that the rate makes of the base. */
  @Integer(0, LARGEST, { example: 4101 })
  readonly tax!: number;
}

export class SimulatedTotals {
  /** Without tax. */
  @Integer(0, LARGEST, { example: 21000 })
  readonly net!: number;

  /** All taxes together. */
  @Integer(0, LARGEST, { example: 4101 })
  readonly tax!: number;

  /** What is paid: net and tax together. */
  @Integer(0, LARGEST, { example: 25101 })
  readonly gross!: number;
}

export class SimulationResponse {
  /** One per line of the request, in its order. */
  @ListOf(SimulatedLine, { max: 500, example: RESPONSE_EXAMPLE.lines })
  readonly lines!: readonly SimulatedLine[];

  /** All zero without shipping. */
  @Nested(SimulatedAmounts, { example: RESPONSE_EXAMPLE.shipping })
  readonly shipping!: SimulatedAmounts;

  /** One per discount of the request, in its order. */
  @ListOf(SimulatedDiscount, { max: 100, example: RESPONSE_EXAMPLE.discounts })
  readonly discounts!: readonly SimulatedDiscount[];

  /** One row per rate, highest first; a rate of 0 is listed. The rows add up to `totals.tax`. */
  @ListOf(SimulatedTax, { max: 6000, example: RESPONSE_EXAMPLE.taxBreakdown })
  readonly taxBreakdown!: readonly SimulatedTax[];

  /** Lines and shipping together. */
  @Nested(SimulatedTotals, { example: RESPONSE_EXAMPLE.totals })
  readonly totals!: SimulatedTotals;

  static from({ lines, shipping, discounts, taxBreakdown, totals }: PriceResult): SimulationResponse {
    return Object.assign(new SimulationResponse(), {
      lines: lines.map(({ reference, subtotal, discount, net, tax, gross }) => ({ reference, subtotal, discount, net, tax, gross })),
      shipping: { subtotal: shipping.subtotal, discount: shipping.discount, net: shipping.net, tax: shipping.tax, gross: shipping.gross },
      discounts: discounts.map(({ applied }) => ({ applied })),
      taxBreakdown: taxBreakdown.map(({ rate, name, base, tax }) => ({ rate, ...(name === undefined ? {} : { name }), base, tax })),
      totals: { net: totals.net, tax: totals.tax, gross: totals.gross },
    });
  }
}
