/** A whole product that no shop has yet, for the API document. */
export const PRODUCT_EXAMPLE = {
  title: 'Green teapot',
  slug: 'green-teapot',
  description: '<p>Holds 0.9 litres.</p>',
  status: 'published',
  vendor: 'Northwind',
  productType: 'Teapot',
  tags: ['ceramic'],
  taxCategory: 'standard',
  options: [{ name: 'Size', values: ['S', 'L'] }],
  variants: [
    { sku: 'TEAPOT-GREEN-S', options: { Size: 'S' }, price: { amount: 3900, currency: 'EUR' }, onHand: 12 },
    {
      sku: 'TEAPOT-GREEN-L',
      options: { Size: 'L' },
      price: { amount: 4900, currency: 'EUR' },
      compareAtPrice: { amount: 5900, currency: 'EUR' },
    },
  ],
};
