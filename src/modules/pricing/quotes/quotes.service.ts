import { Injectable } from '@nestjs/common';
import { Clock } from '../../../platform/clock';
import { Config } from '../../../platform/config';
import { MAX_AMOUNT } from '../../../platform/http';
import { Money } from '../../../platform/money';
import { calculate } from '../calculation/calculate';
import type { PriceInput, PriceResult } from '../calculation/price.types';
import { AmountTooLarge, ImpossiblePriceInput } from '../pricing.errors';
import { PriceSourcesReader } from './price-sources';
import type { PriceSources } from './price-sources';
import { RedemptionsService } from '../promotions/redemptions.service';
import { ShippingOffers } from '../shipping/shipping-offers';
import { shippingPrice, shippingRefusal } from '../shipping/shipping.rules';
import type { ShippingOffer, ShippingRefusal } from '../shipping/shipping.rules';
import { TaxCategoriesService } from '../taxes/tax-categories.service';
import type { Destination, TaxPlace } from '../taxes/tax-place';
import { decide, inPriceOrder } from './coupon-decision';
import { explain } from './explain';
import type { Quote, QuoteLine, QuoteRequest, QuotedCoupon, ShippingOption } from './quote.types';

export type ShippingOptionsRequest = {
  readonly currency: string;
  readonly destination?: Destination | null;
  readonly subtotal: Money;
  readonly requiresShipping: boolean;
};

type Chosen = { readonly offer: ShippingOffer | null; readonly refusal: (ShippingRefusal & { readonly id: string }) | null };

/** What a cart costs now. One statement where it is charged; where it is only shown, tax rates and shipping methods are kept for a moment. */
@Injectable()
export class QuotesService {
  constructor(
    private readonly taxes: TaxCategoriesService,
    private readonly offers: ShippingOffers,
    private readonly redemptions: RedemptionsService,
    private readonly sources: PriceSourcesReader,
    private readonly clock: Clock,
    private readonly config: Config,
  ) {}

  async quote(request: QuoteRequest): Promise<Quote> {
    const { currency, lines } = request;
    const destination = this.destination(request.destination);
    const {
      place,
      offer,
      coupons: known,
    } = await (request.forShow ? this.shown(request, destination) : this.charged(request, destination));
    const chosen = choose(request, place, offer);

    const goods = this.goods(currency, lines, place);
    const subtotal = Money.of(calculate(goods).totals.subtotal, currency);
    const price = chosen.offer ? shippingPrice(chosen.offer, subtotal) : null;
    const coupons = decide(request.couponCodes, known, this.clock.now(), subtotal);
    const eligible = inPriceOrder(coupons);
    const input: PriceInput = {
      ...goods,
      shipping: chosen.offer && price ? { amount: price.amount, taxRate: place.rate(chosen.offer.taxCategory) } : null,
      discounts: eligible.flatMap(({ discount }) => discount ?? []),
    };
    const result = calculate(input);
    refuseTooLarge(result);
    const applied = new Map(
      eligible.flatMap(({ code }, index) => (result.discounts[index] ? [[code, result.discounts[index]] as const] : [])),
    );

    const shipping = chosen.offer && price ? { ...withThreshold(chosen.offer, currency), price } : null;
    const taxedAs = lines.map(({ taxCategory }) => ({ asked: taxCategory, effective: place.effective(taxCategory) }));
    return {
      ...result,
      coupons: coupons.map(({ code, promotionId, title, refusal }): QuotedCoupon => ({
        ...{ code, promotionId, title, eligible: refusal === null, applied: Money.of(applied.get(code)?.applied ?? 0, currency) },
        ...(refusal ? { reason: refusal } : {}),
      })),
      shippingMethod: shipping && { id: shipping.id, title: shipping.title, amount: shipping.price },
      shippingRefusal: chosen.refusal && { code: chosen.refusal.code, detail: chosen.refusal.detail },
      redeemable: eligible.flatMap(({ code }) => known.get(code) ?? []),
      explanation: explain({ input, result, coupons, applied, shipping, shippingRefusal: chosen.refusal, taxedAs, country: place.country }),
    };
  }

  /** Those that serve the place in this currency, in the order that staff gave them. Goods that need no shipping have none to choose from. */
  async shippingOptions(request: ShippingOptionsRequest): Promise<ShippingOption[]> {
    if (!request.requiresShipping) return [];
    const { country } = this.destination(request.destination);
    const offers = await this.offers.recent(request.currency);
    return offers
      .filter((offer) => shippingRefusal(offer, country, request.currency) === null)
      .map((offer) => {
        const { id, title, description, minDays, maxDays } = offer;
        return { id, title, description, price: shippingPrice(offer, request.subtotal), minDays, maxDays };
      });
  }

  private destination(given: Destination | null | undefined): Destination {
    return given ?? { country: this.config.taxCountry };
  }

  /** Tax rates and shipping methods may be half a second old. */
  private async shown({ shippingMethodId: id, currency, ...request }: QuoteRequest, destination: Destination): Promise<PriceSources> {
    const place = await this.taxes.recentlyAt(destination);
    const offer = id ? (await this.offers.recent(currency)).find((candidate) => candidate.id === id) : undefined;
    return { place, offer: offer ?? null, coupons: await this.redemptions.find(request.couponCodes, request.customerKey) };
  }

  private charged(
    { shippingMethodId = null, currency, couponCodes, customerKey }: QuoteRequest,
    destination: Destination,
  ): Promise<PriceSources> {
    return this.sources.read({ destination, currency, shippingMethodId, couponCodes, customerKey });
  }

  private goods(currency: string, lines: readonly QuoteLine[], place: TaxPlace): PriceInput {
    const foreign = lines.find(({ unitPrice }) => unitPrice.currency !== currency);
    if (foreign)
      throw new ImpossiblePriceInput(`Line "${foreign.reference}" is priced in ${foreign.unitPrice.currency}, the cart in ${currency}.`);
    return {
      currency,
      basis: this.config.priceBasis,
      lines: lines.map(({ reference, unitPrice, quantity, taxCategory }) => ({
        reference,
        unitPrice: unitPrice.amount,
        quantity,
        taxRate: place.rate(taxCategory),
      })),
      discounts: [],
    };
  }
}

function choose({ shippingMethodId: id, currency }: QuoteRequest, place: TaxPlace, offer: ShippingOffer | null): Chosen {
  if (!id) return { offer: null, refusal: null };
  const refusal: ShippingRefusal | null = offer
    ? shippingRefusal(offer, place.country, currency)
    : { code: 'unknown', detail: 'There is no such shipping method.' };
  return refusal ? { offer: null, refusal: { ...refusal, id } } : { offer, refusal: null };
}

function withThreshold({ id, title, freeFrom }: ShippingOffer, currency: string) {
  return { id, title, freeFrom: freeFrom === null ? null : Money.of(freeFrom, currency) };
}

/** Every other amount of a cart is a part of these. */
function refuseTooLarge({ totals: { subtotal, gross } }: PriceResult): void {
  if (subtotal > MAX_AMOUNT) throw new AmountTooLarge('The subtotal', MAX_AMOUNT);
  if (gross > MAX_AMOUNT) throw new AmountTooLarge('The total', MAX_AMOUNT);
}
