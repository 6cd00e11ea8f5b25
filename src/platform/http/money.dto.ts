import { applyDecorators } from '@nestjs/common';
import { Money } from '../money';
import { Currency, Integer, Nested } from './fields';
import type { FieldOptions } from './fields';

/** More than any price, and far enough from 2^53-1 to be multiplied and summed. */
export const MAX_AMOUNT = 999_999_999_999;

/** An amount of money in whole minor units: 1999 EUR is 19.99 euros, 1999 JPY is 1999 yen. */
export class MoneyDto {
  /** Whole minor units of the currency, never a fraction. */
  @Integer(0, MAX_AMOUNT, { example: 1999 })
  readonly amount!: number;

  /** ISO 4217 code. */
  @Currency()
  readonly currency!: string;

  static from(money: Money): MoneyDto {
    return Object.assign(new MoneyDto(), { amount: money.amount, currency: money.currency });
  }

  static toMoney(dto: MoneyDto): Money {
    return Money.of(dto.amount, dto.currency);
  }
}

/** A difference of two amounts, which may be negative; in whole minor units, too. */
export class MoneyDifferenceDto {
  /** Whole minor units of the currency, never a fraction. */
  @Integer(-MAX_AMOUNT, MAX_AMOUNT, { example: -500 })
  readonly amount!: number;

  /** ISO 4217 code. */
  @Currency()
  readonly currency!: string;

  static from(money: Money): MoneyDifferenceDto {
    return Object.assign(new MoneyDifferenceDto(), { amount: money.amount, currency: money.currency });
  }
}

/** An amount of money in a request body. */
export function MoneyField(options: FieldOptions = {}): PropertyDecorator {
  return applyDecorators(Nested(MoneyDto, options));
}
