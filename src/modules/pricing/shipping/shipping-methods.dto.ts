import { ApiProperty } from '@nestjs/swagger';
import {
  Example,
  Flag,
  Integer,
  ListOf,
  ListOfText,
  MoneyDto,
  MoneyField,
  Optional,
  OptionalOrNull,
  PartialType,
  Text,
} from '../../../platform/http';
import type { ShippingMethodRecord } from './shipping-methods.service';
import type { ShippingPriceTerms, ShippingTerms } from './shipping.rules';

const PRICES_EXAMPLE = [{ price: { amount: 490, currency: 'EUR' }, freeFrom: { amount: 5000, currency: 'EUR' } }];

/** What a method costs in one currency. */
export class ShippingPriceDto {
  /** In the price basis of the shop. */
  @MoneyField()
  readonly price!: MoneyDto;

  /** Goods for this much or more (before discounts) travel free; null for never. */
  @OptionalOrNull()
  @MoneyField({ example: { amount: 5000, currency: 'EUR' } })
  readonly freeFrom?: MoneyDto | null;

  static toTerms({ price, freeFrom }: ShippingPriceDto): ShippingPriceTerms {
    return { price: MoneyDto.toMoney(price), freeFrom: freeFrom ? MoneyDto.toMoney(freeFrom) : null };
  }

  static from({ price, freeFrom }: ShippingPriceTerms): ShippingPriceDto {
    return Object.assign(new ShippingPriceDto(), { price: MoneyDto.from(price), freeFrom: freeFrom && MoneyDto.from(freeFrom) });
  }
}

export class CreateShippingMethodRequest {
  /** What shoppers see. */
  @Text(1, 200, { example: 'Parcel' })
  readonly title!: string;

  /** What shoppers see below the title. Absent: empty. */
  @Optional()
  @Text(0, 1000, { multiline: true, example: 'Delivered to the door in two to four working days.' })
  readonly description?: string;

  /** Code of the tax category. Absent: `standard`. */
  @Optional()
  @Text(1, 40, { example: 'standard' })
  readonly taxCategory?: string;

  /** ISO 3166 codes of the countries it goes to; null for everywhere. */
  @OptionalOrNull()
  @ListOfText(2, 2, { min: 1, max: 300, example: ['DE', 'AT'] })
  readonly countries?: readonly string[] | null;

  /** Working days at best. */
  @Integer(0, 365, { example: 2 })
  readonly minDays!: number;

  /** Working days at worst. */
  @Integer(0, 365, { example: 4 })
  readonly maxDays!: number;

  /** Lower is shown first. Absent: 0. */
  @Optional()
  @Integer(0, 100_000, { example: 0 })
  readonly position?: number;

  /** Whether it is offered to shoppers. Absent: true. */
  @Optional()
  @Flag({ example: true })
  readonly active?: boolean;

  /** One per currency; carts in other currencies are not offered the method. */
  @ListOf(ShippingPriceDto, { min: 1, max: 50, example: PRICES_EXAMPLE })
  readonly prices!: readonly ShippingPriceDto[];

  static toTerms(dto: CreateShippingMethodRequest): ShippingTerms {
    const defaults = { description: '', taxCategory: 'standard', countries: null, position: 0, active: true };
    const { title, minDays, maxDays, prices } = dto;
    return {
      ...defaults,
      ...UpdateShippingMethodRequest.toChanges(dto),
      title,
      minDays,
      maxDays,
      prices: prices.map((price) => ShippingPriceDto.toTerms(price)),
    };
  }
}

/** What is absent stays; `prices` replaces all prices, `countries: null` opens the method to everywhere. */
export class UpdateShippingMethodRequest extends PartialType(CreateShippingMethodRequest) {
  static toChanges({ prices, ...rest }: Partial<CreateShippingMethodRequest>): Partial<ShippingTerms> {
    const given = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined));
    return { ...given, ...(prices === undefined ? {} : { prices: prices.map((price) => ShippingPriceDto.toTerms(price)) }) };
  }
}

export class AdminShippingMethodResponse {
  /** Of the method. */
  @Example('ship_02ITLcBYoUJdzTUMCSHuv3')
  readonly id!: string;

  /** Rises with each change; part of the ETag. */
  @Integer(1, 1_000_000_000, { example: 1 })
  readonly version!: number;

  /** What shoppers see. */
  @Example('Parcel')
  readonly title!: string;

  /** What shoppers see below the title; empty when there is none. */
  @Example('Delivered to the door in two to four working days.')
  readonly description!: string;

  /** Code of the tax category. */
  @Example('standard')
  readonly taxCategory!: string;

  /** Null for everywhere. */
  @ApiProperty({ type: 'array', items: { type: 'string' }, nullable: true, example: ['DE', 'AT'] })
  readonly countries!: readonly string[] | null;

  /** Working days at best. */
  @Integer(0, 365, { example: 2 })
  readonly minDays!: number;

  /** Working days at worst. */
  @Integer(0, 365, { example: 4 })
  readonly maxDays!: number;

  /** Lower is shown first. */
  @Integer(0, 100_000, { example: 0 })
  readonly position!: number;

  /** Whether it is offered to shoppers. */
  @Example(true)
  readonly active!: boolean;

  /** One per currency; carts in other currencies are not offered the method. */
  @ListOf(ShippingPriceDto, { max: 50, example: PRICES_EXAMPLE })
  readonly prices!: readonly ShippingPriceDto[];

  /** When it was made. */
  @ApiProperty({ type: 'string', example: '2026-11-20T10:00:00.000Z' })
  readonly createdAt!: Date;

  /** When it was changed last. */
  @ApiProperty({ type: 'string', example: '2026-11-20T10:00:00.000Z' })
  readonly updatedAt!: Date;

  static from(method: ShippingMethodRecord): AdminShippingMethodResponse {
    const { id, version, title, description, taxCategory, countries, minDays, maxDays, position, active, createdAt, updatedAt } = method;
    return Object.assign(new AdminShippingMethodResponse(), {
      ...{ id, version, title, description, taxCategory, countries, minDays, maxDays, position, active, createdAt, updatedAt },
      prices: method.prices.map((price) => ShippingPriceDto.from(price)),
    });
  }
}
