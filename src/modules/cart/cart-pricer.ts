import { Injectable } from '@nestjs/common';
import { Money } from '../../platform/money';
import { CatalogFacade } from '../catalog';
import type { Offer } from '../catalog';
import { InventoryFacade } from '../inventory';
import { PricingFacade } from '../pricing';
import type { Quote, ShippingOption } from '../pricing';
import type { MissingRequirement } from './cart.errors';
import type { StoredCart, StoredLine } from './cart.store';
import type { Shelf, ShelvedCart } from './shelved-carts';

/** A line with what the shop says about it now. A line without an offer is no longer for sale and costs nothing. */
export interface CartLineView extends StoredLine {
  readonly offer: Offer | undefined;
  readonly available: number;
}

/** A cart with today's prices: nothing of it is stored, so it is never stale. */
export interface PricedCart {
  readonly cart: StoredCart;
  readonly lines: readonly CartLineView[];
  readonly quote: Quote;
}

/** Puts what the shop knows now (offers, stock, prices) beside what the cart remembers. */
@Injectable()
export class CartPricer {
  constructor(
    private readonly catalog: CatalogFacade,
    private readonly inventory: InventoryFacade,
    private readonly pricing: PricingFacade,
  ) {}

  /** For a cart that is about to be made: two statements for any number of variants, none for none. */
  async shelf(currency: string, variantIds: readonly string[]): Promise<Shelf> {
    const ids = [...new Set(variantIds)];
    // One after the other: in a transaction they share a connection anyway, and outside one they would take two.
    const stock = await this.inventory.availability(ids);
    return { stock, offers: await this.catalog.offers(ids, currency) };
  }

  /** The cart as it is shown. The shelf has all its variants. */
  async price({ cart, shelf }: ShelvedCart): Promise<PricedCart> {
    return this.priceFor(cart, shelf, true);
  }

  /** The cart as it is charged: nothing that goes into the price was read before. */
  async priceToCharge({ cart, shelf }: ShelvedCart): Promise<PricedCart> {
    return this.priceFor(cart, shelf, false);
  }

  private async priceFor(cart: StoredCart, { offers, stock }: Shelf, forShow: boolean): Promise<PricedCart> {
    const lines = cart.lines.map((line) => ({ ...line, offer: offers.get(line.variantId), available: stock.get(line.variantId) ?? 0 }));
    return { cart, lines, quote: await this.quote(cart, lines, forShow) };
  }

  /** The shipping methods that this cart may choose from, at their price for it. */
  async shippingMethods({ cart, lines }: PricedCart): Promise<readonly ShippingOption[]> {
    return this.pricing.shippingMethods({
      currency: cart.currency,
      destination: cart.contact.shippingAddress,
      subtotal: Money.sum(
        lines.flatMap(({ offer, quantity }) => (offer ? [offer.unitPrice.times(quantity)] : [])),
        cart.currency,
      ),
      requiresShipping: needsShipping(lines),
    });
  }

  /** What checkout would say to the cart as it is shown. */
  advice(priced: PricedCart): readonly MissingRequirement[] {
    const { status } = priced.cart;
    if (status === 'active') return [...this.requirements(priced), ...shortLines(priced)];
    return [{ code: 'cart_closed', pointer: '/status', detail: `This cart is ${status} and cannot be ordered any more.` }];
  }

  /** What still keeps an open cart, or one that checkout has just claimed, from being ordered; empty when nothing does. */
  requirements(priced: PricedCart): readonly MissingRequirement[] {
    return [...missingContact(priced), ...missingShipping(priced), ...lineProblems(priced), ...couponProblems(priced.quote)];
  }

  private quote(cart: StoredCart, lines: readonly CartLineView[], forShow: boolean): Promise<Quote> {
    const sellable = lines.flatMap(({ id, offer, quantity }) => (offer ? [{ ...offer, reference: id, quantity }] : []));
    return this.pricing.quote({
      currency: cart.currency,
      destination: cart.contact.shippingAddress,
      lines: sellable.map(({ reference, variantId, productId, unitPrice, quantity, taxCategory }) => ({
        ...{ reference, variantId, productId, unitPrice, quantity, taxCategory },
      })),
      shippingMethodId: needsShipping(lines) ? cart.shippingMethodId : null,
      couponCodes: cart.couponCodes,
      customerKey: couponCustomer(cart),
      forShow,
    });
  }
}

/** Whose use of a coupon it is, where a coupon may be used so many times per customer. */
export function couponCustomer({ customerId, contact }: Pick<StoredCart, 'customerId' | 'contact'>): string | undefined {
  return customerId ?? contact.email?.toLowerCase();
}

function needsShipping(lines: readonly CartLineView[]): boolean {
  return lines.some(({ offer }) => offer?.requiresShipping);
}

function missingContact({ cart }: PricedCart): MissingRequirement[] {
  const missing: MissingRequirement[] = [];
  if (cart.lines.length === 0) missing.push({ code: 'empty', pointer: '/lines', detail: 'The cart has no lines.' });
  if (!cart.contact.email) missing.push({ code: 'email_required', pointer: '/email', detail: 'An e-mail address is needed.' });
  return missing;
}

function missingShipping({ cart, lines, quote }: PricedCart): MissingRequirement[] {
  if (!needsShipping(lines)) return [];
  const missing: MissingRequirement[] = [];
  if (!cart.contact.shippingAddress)
    missing.push({ code: 'shipping_address_required', pointer: '/shippingAddress', detail: 'A shipping address is needed.' });
  // The quote has a method when it serves the address in this currency, and none otherwise.
  if (quote.shippingMethod?.id !== (cart.shippingMethodId ?? '')) {
    missing.push({
      code: 'shipping_method_required',
      pointer: '/shippingMethodId',
      detail: 'A shipping method that serves the address is needed.',
    });
  }
  return missing;
}

function lineProblems({ lines }: PricedCart): MissingRequirement[] {
  return lines.flatMap(({ id, offer, title }, index): MissingRequirement[] =>
    offer
      ? []
      : [{ code: 'line_unavailable', pointer: `/lines/${index}`, detail: `"${title}" (${id}) is no longer for sale; remove the line.` }],
  );
}

/** Checkout leaves this to the reservation, which alone knows. */
function shortLines({ lines }: PricedCart): MissingRequirement[] {
  return lines.flatMap(({ id, offer, title, quantity, available }, index): MissingRequirement[] => {
    const detail = `Of "${title}" (${id}) ${quantity} are wanted and ${available} in stock.`;
    return offer && available < quantity ? [{ code: 'line_short', pointer: `/lines/${index}`, detail }] : [];
  });
}

function couponProblems({ coupons }: Quote): MissingRequirement[] {
  return coupons.flatMap((coupon, index): MissingRequirement[] =>
    coupon.eligible
      ? []
      : [
          {
            code: 'coupon_ineligible',
            pointer: `/coupons/${index}`,
            detail: coupon.reason?.detail ?? `The coupon ${coupon.code} does not apply.`,
          },
        ],
  );
}
