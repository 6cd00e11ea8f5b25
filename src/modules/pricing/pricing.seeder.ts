import { Injectable } from '@nestjs/common';
import { Config } from '../../platform/config';
import { Database } from '../../platform/database';
import { Money } from '../../platform/money';
import type { PromotionTerms } from './promotions/promotion.rules';
import { PromotionsService } from './promotions/promotions.service';
import { ShippingMethodsService } from './shipping/shipping-methods.service';
import type { ShippingTerms } from './shipping/shipping.rules';
import { STANDARD } from './taxes/tax-place';
import { TaxCategoriesService } from './taxes/tax-categories.service';
import type { TaxCategoryDraft } from './taxes/tax-categories.service';

const TAXES: readonly TaxCategoryDraft[] = [
  { code: STANDARD, title: 'Standard rate', rates: [german('0.19'), american()] },
  { code: 'reduced', title: 'Reduced rate: food and books', rates: [german('0.07'), american()] },
  { code: 'exempt', title: 'Not taxed: gift cards', rates: [] },
];

const EUROPE = ['AT', 'BE', 'CZ', 'DE', 'DK', 'ES', 'FI', 'FR', 'IE', 'IT', 'LU', 'NL', 'PL', 'PT', 'SE'];

/** What a demo shop needs to price a cart: categories, rates, shipping methods and coupons. */
@Injectable()
export class PricingSeeder {
  constructor(
    private readonly database: Database,
    private readonly config: Config,
    private readonly taxes: TaxCategoriesService,
    private readonly shipping: ShippingMethodsService,
    private readonly promotions: PromotionsService,
  ) {}

  /** All or nothing, once: a shop that has its standard tax category is left alone. */
  async seed(): Promise<void> {
    await this.database.transaction(async () => {
      if (await this.taxes.exists(STANDARD)) return;
      for (const category of TAXES) await this.taxes.create(category);
      for (const method of this.methods()) await this.shipping.create(method);
      for (const promotion of this.coupons()) await this.promotions.create(promotion);
    });
  }

  private methods(): ShippingTerms[] {
    const base = { taxCategory: STANDARD, active: true, countries: null };
    return [
      {
        ...base,
        title: 'Parcel',
        description: 'Delivered to the door.',
        minDays: 2,
        maxDays: 4,
        position: 0,
        prices: this.prices(490, 5000),
      },
      {
        ...base,
        title: 'Express',
        description: 'Handed over the next working day.',
        countries: EUROPE,
        minDays: 1,
        maxDays: 1,
        position: 1,
        prices: this.prices(1290),
      },
      {
        ...base,
        title: 'Pick-up point',
        description: 'Waits for you around the corner.',
        countries: ['DE'],
        minDays: 2,
        maxDays: 3,
        position: 2,
        prices: this.prices(290, 3000),
      },
    ];
  }

  private prices(amount: number, freeFrom?: number): ShippingTerms['prices'] {
    return this.config.currencies.map((currency) => ({
      price: Money.of(amount, currency),
      freeFrom: freeFrom === undefined ? null : Money.of(freeFrom, currency),
    }));
  }

  private coupons(): PromotionTerms[] {
    const currency = this.config.defaultCurrency;
    const five = { amount: Money.of(500, currency), minSubtotal: Money.of(4000, currency) };
    return [
      coupon({ code: 'WELCOME10', title: '10 % off', kind: 'percent', percent: '10' }),
      coupon({ code: 'FIVEOFF', title: '5 off from 40', kind: 'fixed', ...five, priority: 10 }),
      coupon({ code: 'FREESHIP', title: 'Free shipping', kind: 'free_shipping', level: 'shipping', priority: 20 }),
      coupon({
        code: 'FIRST50',
        title: '20 % off for the first fifty orders',
        kind: 'percent',
        percent: '20',
        usageLimit: 50,
        usageLimitPerCustomer: 1,
      }),
      coupon({
        code: 'SUMMER25',
        title: '15 % off, summer 2025',
        kind: 'percent',
        percent: '15',
        endsAt: new Date('2025-09-01T00:00:00.000Z'),
      }),
    ];
  }
}

function coupon(terms: Pick<PromotionTerms, 'code' | 'title' | 'kind'> & Partial<PromotionTerms>): PromotionTerms {
  return {
    ...{ level: 'order', priority: 0, percent: null, amount: null, minSubtotal: null, startsAt: null, endsAt: null },
    ...{ usageLimit: null, usageLimitPerCustomer: null, active: true },
    ...terms,
  };
}

function german(rate: string) {
  return { country: 'DE', region: null, name: 'VAT', rate };
}

function american() {
  return { country: 'US', region: null, name: 'Sales tax', rate: '0' };
}
