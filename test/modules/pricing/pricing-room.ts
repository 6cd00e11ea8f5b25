import { Config } from '../../../src/platform/config';
import { Clock } from '../../../src/platform/clock';
import { Money } from '../../../src/platform/money';
import { PricingFacade } from '../../../src/modules/pricing/pricing.facade';
import type { PromotionTerms } from '../../../src/modules/pricing/promotions/promotion.rules';
import { PromotionsService } from '../../../src/modules/pricing/promotions/promotions.service';
import { RedemptionsService } from '../../../src/modules/pricing/promotions/redemptions.service';
import { PriceSourcesReader } from '../../../src/modules/pricing/quotes/price-sources';
import type { QuoteLine } from '../../../src/modules/pricing/quotes/quote.types';
import { QuotesService } from '../../../src/modules/pricing/quotes/quotes.service';
import { ShippingMethodsService } from '../../../src/modules/pricing/shipping/shipping-methods.service';
import { ShippingOffers } from '../../../src/modules/pricing/shipping/shipping-offers';
import { TaxCategoriesService } from '../../../src/modules/pricing/taxes/tax-categories.service';
import { testDatabase } from '../../support/database';

class FixedClock extends Clock {
  time = new Date('2026-06-15T12:00:00.000Z');

  override now(): Date {
    return this.time;
  }
}

/** The module on a real database, wired as Nest would wire it, with a clock that stands still. */
export async function pricingRoom(poolSize?: number) {
  const test = await testDatabase(poolSize);
  const { database } = test;
  const config = new Config({ CURRENCIES: 'EUR,USD', PRICE_BASIS: 'incl', TAX_COUNTRY: 'DE' });
  const clock = new FixedClock();
  const taxes = new TaxCategoriesService(database, clock);
  const promotions = new PromotionsService(database, clock, config);
  const redemptions = new RedemptionsService(database, clock);
  const offers = new ShippingOffers(database);
  const shipping = new ShippingMethodsService(database, clock, config, taxes, offers);
  const sources = new PriceSourcesReader(database);
  const quotes = new QuotesService(taxes, offers, redemptions, sources, clock, config);
  return { ...test, clock, taxes, promotions, redemptions, shipping, quotes, pricing: new PricingFacade(quotes, redemptions) };
}

export type PricingRoom = Awaited<ReturnType<typeof pricingRoom>>;

export const promotion = (changes: Partial<PromotionTerms>): PromotionTerms => ({
  ...{ code: 'TEN', title: 'Ten percent', kind: 'percent', level: 'order', priority: 0, percent: '10', amount: null, minSubtotal: null },
  ...{ startsAt: null, endsAt: null, usageLimit: null, usageLimitPerCustomer: null, active: true },
  ...changes,
});

export const euros = (amount: number): Money => Money.of(amount, 'EUR');

export const quoteLine = (amount: number, quantity = 1, changes: Partial<QuoteLine> = {}): QuoteLine => ({
  ...{ reference: 'line', variantId: 'var', productId: 'prod', unitPrice: euros(amount), quantity, taxCategory: 'standard' },
  ...changes,
});
