import { Money } from '../../../platform/money';
import type { OrderView } from '../../orders';
import { resetPassword, verifyEmail } from './account-letters';
import { render } from './letter';
import { orderCancelled, orderPaid, orderSent } from './order-letters';

const eur = (amount: number) => Money.of(amount, 'EUR');
const order: OrderView = {
  ...{
    id: 'ord_1',
    number: 'P-1001',
    status: 'paid',
    version: 2,
    currency: 'EUR',
    cartId: 'cart_1',
    customerId: null,
    email: 'ada@example.com',
  },
  ...{ shippingAddress: null, billingAddress: null, taxBreakdown: [], coupons: [], history: [], refunds: [], cancelReason: null },
  ...{ placedAt: new Date(0), paidAt: new Date(0), cancelledAt: null },
  ...{ subtotal: eur(3998), discountTotal: eur(0), shippingTotal: eur(490), taxTotal: eur(717), total: eur(4488) },
  shippingMethod: { id: 'ship_1', title: 'Standard', amount: eur(490) },
  refunds: [],
  fulfilments: [
    {
      ...{
        id: 'ful_1',
        carrier: 'DHL',
        trackingNumber: '0034',
        trackingUrl: 'https://track.example/?n=0034&l="en"',
        createdAt: new Date(0),
      },
      lines: [{ lineId: 'line_1', quantity: 1 }],
    },
  ],
  lines: [
    {
      ...{
        id: 'line_1',
        variantId: 'var_1',
        productId: 'prod_1',
        sku: null,
        title: 'Mug <b>& more</b>',
        variantTitle: 'Blue',
        options: {},
      },
      ...{ imageUrl: null, requiresShipping: true, quantity: 2, fulfilledQuantity: 1, refundedQuantity: 0, openQuantity: 1, taxComponents: [] },
      ...{ unitPrice: eur(1999), subtotal: eur(3998), discount: eur(0), net: eur(3360), tax: eur(638), total: eur(3998) },
    },
  ],
};

describe('letters', () => {
  it('say the same as text and as HTML, with what is not ours escaped', () => {
    const { text, html, subject } = render(orderPaid(order));
    expect(subject).toBe('Your order P-1001 is paid');
    expect(text).toContain('2 × Mug <b>& more</b>, Blue: 39.98 EUR');
    expect(text).toContain('Total: 44.88 EUR');
    expect(html).toContain('2 × Mug &lt;b&gt;&amp; more&lt;/b&gt;, Blue');
    expect(html).not.toContain('<b>');
  });

  it('name what is in the parcel and where it is', () => {
    const { text, html, subject } = render(orderSent(order, 'ful_1', false));
    expect(subject).toBe('A part of your order P-1001 is on its way');
    expect(text).toContain('Mug <b>& more</b>, Blue: 1 ×');
    expect(text).toContain('Tracking: DHL 0034');
    expect(html).toContain('href="https://track.example/?n=0034&amp;l=&quot;en&quot;"');
  });

  it('tell an expired order from a cancelled one', () => {
    expect(render(orderCancelled(order, 'expired')).text).toContain('did not arrive in time');
    expect(render(orderCancelled(order, 'changed my mind')).text).not.toContain('changed my mind');
  });

  it('carry a token behind the # of a link and as a code to type', () => {
    for (const letter of [verifyEmail, resetPassword]) {
      const { text } = render(letter('https://shop.example', 'tok-en_1'));
      expect(text).toMatch(/^https:\/\/shop\.example\/account\/[a-z-]+#token=tok-en_1$/m);
      expect(text).toMatch(/^tok-en_1$/m);
    }
  });
});
