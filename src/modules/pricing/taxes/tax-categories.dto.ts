import { ApiProperty } from '@nestjs/swagger';
import { Country, Example, Integer, ListOf, Optional, OptionalOrNull, PartialType, Text } from '../../../platform/http';
import { RateField } from '../decimal.field';
import type { RegionalRate, TaxCategoryDraft, TaxCategoryRecord } from './tax-categories.service';

const RATES_EXAMPLE = [{ country: 'DE', region: null, name: 'VAT', rate: '0.19' }];

/** One component of the tax in a place. */
export class TaxRateDto {
  /** ISO 3166 alpha-2 code. */
  @Country()
  readonly country!: string;

  /** As addresses spell it, in any case. The rates of a region replace those of its country; null for the whole country. */
  @OptionalOrNull()
  @Text(1, 100, { example: 'NY' })
  readonly region?: string | null;

  /** Shown on the breakdown. Several names for one place are components: they are added, rounded once, and shown apart. */
  @Text(1, 100, { example: 'VAT' })
  readonly name!: string;

  /** A decimal fraction: `"0.19"` is 19 %. `"0"` lists a row without tax. */
  @RateField()
  readonly rate!: string;

  static toRate({ country, region, name, rate }: TaxRateDto): RegionalRate {
    return { country, region: region ?? null, name, rate };
  }

  static from(rate: RegionalRate): TaxRateDto {
    const { country, region, name, rate: value } = rate;
    return Object.assign(new TaxRateDto(), { country, region, name, rate: value });
  }
}

export class TaxCategoryFields {
  /** For staff. */
  @Text(1, 200, { example: 'Standard rate' })
  readonly title!: string;

  /** All rates of the category. A place without one is not taxed. */
  @Optional()
  @ListOf(TaxRateDto, { max: 500, example: RATES_EXAMPLE })
  readonly rates?: readonly TaxRateDto[];
}

export class CreateTaxCategoryRequest extends TaxCategoryFields {
  /** What products name. It never changes. */
  @Text(1, 40, {
    pattern: /^[a-z0-9]+(-[a-z0-9]+)*$/,
    patternDetail: 'must be lower-case letters, digits and single hyphens',
    example: 'standard',
  })
  readonly code!: string;

  static toDraft({ code, title, rates = [] }: CreateTaxCategoryRequest): TaxCategoryDraft {
    return { code, title, rates: rates.map((rate) => TaxRateDto.toRate(rate)) };
  }
}

/** What is absent stays; `rates` replaces all rates. */
export class UpdateTaxCategoryRequest extends PartialType(TaxCategoryFields) {
  static toChanges({ title, rates }: UpdateTaxCategoryRequest): Partial<Omit<TaxCategoryDraft, 'code'>> {
    return {
      ...(title === undefined ? {} : { title }),
      ...(rates === undefined ? {} : { rates: rates.map((rate) => TaxRateDto.toRate(rate)) }),
    };
  }
}

export class TaxCategoryResponse {
  /** Of the tax category. */
  @Example('tax_02ITLcBYoUJdzTUMCSHuv3')
  readonly id!: string;

  /** Rises with each change; part of the ETag. */
  @Integer(1, 1_000_000_000, { example: 1 })
  readonly version!: number;

  /** What products name; it never changes. */
  @Example('standard')
  readonly code!: string;

  /** For staff. */
  @Example('Standard rate')
  readonly title!: string;

  /** All rates of the category. A place without one is not taxed. */
  @ListOf(TaxRateDto, { max: 500, example: RATES_EXAMPLE })
  readonly rates!: readonly TaxRateDto[];

  /** When it was made. */
  @ApiProperty({ type: 'string', example: '2026-11-20T10:00:00.000Z' })
  readonly createdAt!: Date;

  /** When it was changed last. */
  @ApiProperty({ type: 'string', example: '2026-11-20T10:00:00.000Z' })
  readonly updatedAt!: Date;

  static from({ id, version, code, title, rates, createdAt, updatedAt }: TaxCategoryRecord): TaxCategoryResponse {
    return Object.assign(new TaxCategoryResponse(), {
      ...{ id, version, code, title, createdAt, updatedAt },
      rates: rates.map((rate) => TaxRateDto.from(rate)),
    });
  }
}
