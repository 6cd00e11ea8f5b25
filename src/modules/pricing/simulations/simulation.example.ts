const line = (reference: string) => ({ reference, unitPrice: 7000, quantity: 1, taxRate: '0.2' });

/** A discount of 500 does not divide by three; the document shows where the odd cents go. A test holds the answer to the request. */
export const REQUEST_EXAMPLE = {
  currency: 'EUR',
  basis: 'excl',
  lines: [line('mug'), line('plate'), line('bowl')],
  shipping: { amount: 500, taxRate: '0' },
  discounts: [{ level: 'order', kind: 'fixed', value: 500 }],
};

export const RESPONSE_EXAMPLE = {
  lines: [
    { reference: 'mug', subtotal: 7000, discount: 167, net: 6833, tax: 1367, gross: 8200 },
    { reference: 'plate', subtotal: 7000, discount: 167, net: 6833, tax: 1367, gross: 8200 },
    { reference: 'bowl', subtotal: 7000, discount: 166, net: 6834, tax: 1367, gross: 8201 },
  ],
  shipping: { subtotal: 500, discount: 0, net: 500, tax: 0, gross: 500 },
  discounts: [{ applied: 500 }],
  taxBreakdown: [
    { rate: '0.2', base: 20500, tax: 4101 },
    { rate: '0', base: 500, tax: 0 },
  ],
  totals: { net: 21000, tax: 4101, gross: 25101 },
};
