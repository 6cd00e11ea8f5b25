import { assertBalanced } from './order-draft';
import type { OrderDraft } from './order-draft';

const balanced: OrderDraft = {
  cartId: 'cart_1',
  customerId: null,
  email: 'shopper@example.com',
  currency: 'EUR',
  shippingAddress: null,
  billingAddress: null,
  shippingMethod: { id: 'ship_1', title: 'Standard', amount: 500 },
  lines: [
    {
      ...{ variantId: 'var_1', productId: 'prod_1', sku: null, title: 'Mug', variantTitle: 'Blue', imageUrl: null, requiresShipping: true },
      ...{
        quantity: 2,
        unitPrice: 1970,
        subtotal: 3940,
        discount: 0,
        net: 3283,
        tax: 657,
        gross: 3940,
        taxComponents: [{ name: 'VAT', rate: '0.2', tax: 657 }],
      },
    },
  ],
  shipping: { subtotal: 500, discount: 0, net: 420, tax: 80, gross: 500 },
  totals: { tax: 737, gross: 4440 },
  taxBreakdown: [{ rate: '0.2', base: 3703, tax: 737 }],
  coupons: [],
};

describe('an order draft', () => {
  it('is accepted when lines, shipping and tax add up to the total', () => {
    expect(() => assertBalanced(balanced)).not.toThrow();
  });

  it.each([
    ['tax', { tax: 736 }],
    ['total', { gross: 4441 }],
  ])('is refused when the %s is off by one', (what, wrong) => {
    expect(() => assertBalanced({ ...balanced, totals: { ...balanced.totals, ...wrong } })).toThrow(`add up: ${what}`);
  });

  it('is refused when net and tax of shipping do not make what is charged for it', () => {
    expect(() => assertBalanced({ ...balanced, shipping: { ...balanced.shipping, net: 421 } })).toThrow('net and tax of part 2');
  });

  it('is refused when the price per unit does not make the line', () => {
    const lines = balanced.lines.map((line) => ({ ...line, unitPrice: 1969 }));
    expect(() => assertBalanced({ ...balanced, lines })).toThrow('subtotal of line 1');
  });

  it('is refused when the taxes of a line do not make its tax', () => {
    const lines = balanced.lines.map((line) => ({ ...line, taxComponents: [{ name: 'VAT', rate: '0.2', tax: 656 }] }));
    expect(() => assertBalanced({ ...balanced, lines })).toThrow('taxes of line 1');
  });

  it('is refused when the rows of the breakdown do not make the tax', () => {
    expect(() => assertBalanced({ ...balanced, taxBreakdown: [] })).toThrow('tax breakdown');
  });

  it('is refused without lines', () => {
    expect(() => assertBalanced({ ...balanced, lines: [] })).toThrow('at least one line');
  });
});
