import { ApiProperty } from '@nestjs/swagger';
import {
  Example,
  Flag,
  Instant,
  Integer,
  MoneyDto,
  MoneyField,
  OneOf,
  Optional,
  OptionalOrNull,
  PageQuery,
  PartialType,
  QueryFlag,
  QueryText,
  Text,
} from '../../../platform/http';
import type { Money } from '../../../platform/money';
import { DISCOUNT_LEVELS } from '../calculation/price.types';
import type { DiscountLevel } from '../calculation/price.types';
import { PercentField } from '../decimal.field';
import type { PromotionRecord } from './promotion.rows';
import { PROMOTION_KINDS } from './promotion.rules';
import type { PromotionKind, PromotionTerms } from './promotion.rules';

const MAX_COUNT = 1_000_000_000;

export class CreatePromotionRequest {
  /** What shoppers type. Its case does not matter; it is shown in upper case. */
  @Text(1, 40, { pattern: /^[A-Za-z0-9_-]+$/, patternDetail: 'must be letters A-Z, digits, hyphens and underscores', example: 'WELCOME10' })
  readonly code!: string;

  /** What shoppers see beside the amount. */
  @Text(1, 200, { example: '10 % off your first order' })
  readonly title!: string;

  /** `percent` needs `percent`; `fixed` and `fixed_per_unit` need `amount`; `free_shipping` needs neither. */
  @OneOf(PROMOTION_KINDS, 'PromotionKind', { example: 'percent' })
  readonly kind!: PromotionKind;

  /** What it is taken from: each `line`, the `order` (all lines together), or `shipping`. Absent: `shipping` for free shipping, else `order`. */
  @Optional()
  @OneOf(DISCOUNT_LEVELS, 'DiscountLevel', { example: 'order' })
  readonly level?: DiscountLevel;

  /** Lower applies first; each discount works on what the last one left. Absent: 0. */
  @Optional()
  @Integer(-1000, 1000, { example: 0 })
  readonly priority?: number;

  /** Above 0 and at most 100, as a decimal text. Only with kind `percent`. */
  @OptionalOrNull()
  @PercentField()
  readonly percent?: string | null;

  /** Taken off once, or for each unit. Only with the fixed kinds; carts in other currencies do not get it. */
  @OptionalOrNull()
  @MoneyField({ example: null })
  readonly amount?: MoneyDto | null;

  /** The goods, before discounts and without shipping, must cost at least this. */
  @OptionalOrNull()
  @MoneyField({ example: null })
  readonly minSubtotal?: MoneyDto | null;

  /** The first moment it holds; null for always. */
  @OptionalOrNull()
  @Instant({ example: '2026-11-20T10:00:00.000Z' })
  readonly startsAt?: Date | null;

  /** The first moment it no longer holds; null for never. */
  @OptionalOrNull()
  @Instant({ example: '2027-11-20T10:00:00.000Z' })
  readonly endsAt?: Date | null;

  /** How many orders may use it; null for any number. */
  @OptionalOrNull()
  @Integer(0, MAX_COUNT, { example: 1000 })
  readonly usageLimit?: number | null;

  /** How many orders of one customer may use it; null for any number. */
  @OptionalOrNull()
  @Integer(1, MAX_COUNT, { example: 1 })
  readonly usageLimitPerCustomer?: number | null;

  /** Whether it is switched on. Absent: true. */
  @Optional()
  @Flag({ example: true })
  readonly active?: boolean;

  static toTerms(dto: CreatePromotionRequest): PromotionTerms {
    return {
      ...DEFAULTS,
      level: dto.kind === 'free_shipping' ? 'shipping' : 'order',
      ...UpdatePromotionRequest.toChanges(dto),
    } as PromotionTerms;
  }
}

const DEFAULTS = {
  ...{ priority: 0, percent: null, amount: null, minSubtotal: null, startsAt: null, endsAt: null },
  ...{ usageLimit: null, usageLimitPerCustomer: null, active: true },
} as const;

/** What is absent stays; null takes a value away. */
export class UpdatePromotionRequest extends PartialType(CreatePromotionRequest) {
  static toChanges(dto: Partial<CreatePromotionRequest>): Partial<PromotionTerms> {
    const { amount, minSubtotal, ...rest } = dto;
    const given = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined));
    return {
      ...given,
      ...(amount === undefined ? {} : { amount: amount && MoneyDto.toMoney(amount) }),
      ...(minSubtotal === undefined ? {} : { minSubtotal: minSubtotal && MoneyDto.toMoney(minSubtotal) }),
    };
  }
}

export class PromotionsQuery extends PageQuery {
  /** Only those that are switched on, or off. */
  @Optional()
  @QueryFlag({ example: true })
  readonly active?: boolean;

  /** The one with this code, whatever its case. */
  @Optional()
  @QueryText(1, 40, { example: 'WELCOME10' })
  readonly code?: string;
}

export class PromotionResponse {
  /** Of the promotion. */
  @Example('promo_02ITLcBYoUJdzTUMCSHuv3')
  readonly id!: string;

  /** Rises with each change by staff; part of the ETag. */
  @Integer(1, MAX_COUNT, { example: 1 })
  readonly version!: number;

  /** What shoppers type, in upper case. */
  @Example('WELCOME10')
  readonly code!: string;

  /** What shoppers see beside the amount. */
  @Example('10 % off your first order')
  readonly title!: string;

  /** How the discount is counted. */
  @OneOf(PROMOTION_KINDS, 'PromotionKind', { example: 'percent' })
  readonly kind!: PromotionKind;

  /** What it is taken from: each `line`, the `order` (all lines together), or `shipping`. */
  @OneOf(DISCOUNT_LEVELS, 'DiscountLevel', { example: 'order' })
  readonly level!: DiscountLevel;

  /** Lower applies first. */
  @Integer(-1000, 1000, { example: 0 })
  readonly priority!: number;

  /** A decimal text; null for other kinds. */
  @ApiProperty({ type: 'string', nullable: true, example: '10' })
  readonly percent!: string | null;

  /** Null for percentages and free shipping. */
  @MoneyField({ example: null })
  readonly amount!: MoneyDto | null;

  /** Null when there is no minimum. */
  @MoneyField({ example: null })
  readonly minSubtotal!: MoneyDto | null;

  /** The first moment it holds; null for always. */
  @ApiProperty({ type: 'string', nullable: true, example: '2026-11-20T10:00:00.000Z' })
  readonly startsAt!: Date | null;

  /** The first moment it no longer holds; null for never. */
  @ApiProperty({ type: 'string', nullable: true, example: null })
  readonly endsAt!: Date | null;

  /** How many orders may use it; null for any number. */
  @ApiProperty({ type: 'integer', nullable: true, example: 1000 })
  readonly usageLimit!: number | null;

  /** How many orders of one customer may use it; null for any number. */
  @ApiProperty({ type: 'integer', nullable: true, example: 1 })
  readonly usageLimitPerCustomer!: number | null;

  /** Orders that use it now; cancelled ones give their use back. */
  @Integer(0, MAX_COUNT, { example: 17 })
  readonly used!: number;

  /** Whether it can be used at all. */
  @Example(true)
  readonly active!: boolean;

  /** When it was made. */
  @ApiProperty({ type: 'string', example: '2026-11-20T10:00:00.000Z' })
  readonly createdAt!: Date;

  /** When it was changed last. */
  @ApiProperty({ type: 'string', example: '2026-11-20T10:00:00.000Z' })
  readonly updatedAt!: Date;

  static from(promotion: PromotionRecord): PromotionResponse {
    const { id, version, code, title, kind, level, priority, percent, startsAt, endsAt, usageLimit, usageLimitPerCustomer, used, active } =
      promotion;
    const money = (value: Money | null) => value && MoneyDto.from(value);
    return Object.assign(new PromotionResponse(), {
      ...{
        id,
        version,
        code,
        title,
        kind,
        level,
        priority,
        percent,
        amount: money(promotion.amount),
        minSubtotal: money(promotion.minSubtotal),
      },
      ...{
        startsAt,
        endsAt,
        usageLimit,
        usageLimitPerCustomer,
        used,
        active,
        createdAt: promotion.createdAt,
        updatedAt: promotion.updatedAt,
      },
    });
  }
}
