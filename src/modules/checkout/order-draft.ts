import type { ClaimedCart } from '../cart';
import type { OrderDraft, OrderDraftLine } from '../orders';

/** What the order will remember of the cart: names, prices and addresses as they are now. */
export function draftOf(claimed: ClaimedCart): OrderDraft {
  const { cart, contact, quote } = claimed;
  const { shippingAddress = null, billingAddress = shippingAddress, email } = contact;
  const { shippingMethod, shipping, totals, taxBreakdown, coupons } = quote;
  return {
    ...{ cartId: cart.id, customerId: cart.customerId, email, currency: cart.currency, shippingAddress, billingAddress },
    shippingMethod: shippingMethod && { id: shippingMethod.id, title: shippingMethod.title, amount: shippingMethod.amount.amount },
    lines: claimed.lines.map((line) => draftLineOf(claimed, line)),
    shipping,
    totals,
    taxBreakdown,
    coupons: coupons.map(({ code, promotionId, title, applied }) => ({ code, promotionId, title, applied: applied.amount })),
  };
}

function draftLineOf({ quote }: ClaimedCart, { id, variantId, quantity, offer }: ClaimedCart['lines'][number]): OrderDraftLine {
  const price = quote.lines.find(({ reference }) => reference === id);
  if (!offer || !price) throw new Error(`The line ${id} of a claimed cart has no price`);
  const { subtotal, discount, net, tax, gross, taxComponents } = price;
  return {
    ...{ variantId, quantity, productId: offer.productId, sku: offer.sku, title: offer.title, variantTitle: offer.variantTitle },
    ...{ imageUrl: offer.imageUrl, requiresShipping: offer.requiresShipping, unitPrice: offer.unitPrice.amount },
    ...{ subtotal, discount, net, tax, gross, taxComponents },
  };
}
