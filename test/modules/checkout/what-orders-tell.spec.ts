import { shopInProcess } from '../../support/shop-in-process';
import type { ShopInProcess } from '../../support/shop-in-process';
import { makeProduct, placeOrder } from '../../support/shopping';
import type { CheckoutBody, Money } from '../../support/shopping';
import type { Client } from '../../support/client';

interface OrderBody {
  readonly taxTotal: Money;
  readonly lines: readonly { readonly tax: Money; readonly taxComponents: readonly { readonly name: string; readonly tax: Money }[] }[];
}

let shop: ShopInProcess;

beforeAll(async () => {
  shop = await shopInProcess();
}, 60_000);

afterAll(() => shop.close());

const eur = (amount: number): Money => ({ amount, currency: 'EUR' });
const orderOf = async (owner: Client, { order }: CheckoutBody) => (await owner.get<OrderBody>(`/v1/orders/${order.id}`)).body;

it('tells each tax of a line, and what it makes', async () => {
  const { productId, variantId } = await makeProduct(shop.manager, 10, 1_001);
  const rates = ['0.04', '0.045', '0.00375'].map((rate, index) => ({ country: 'DE', name: `part ${index}`, rate }));
  await shop.manager.post('/v1/admin/tax-categories', { body: { code: 'three-parts', title: 'Three parts', rates } });
  const taxed = await shop.manager.patch(`/v1/admin/products/${productId}`, {
    headers: { 'if-match': '*' },
    body: { taxCategory: 'three-parts' },
  });
  expect(taxed.status).toBe(200);
  const { checkout, owner } = await placeOrder(shop.guest, variantId);
  const [line] = (await orderOf(owner, checkout)).lines;
  expect(line).toMatchObject({
    tax: eur(82),
    taxComponents: [
      { name: 'part 0', rate: '0.04', tax: eur(37) },
      { name: 'part 1', rate: '0.045', tax: eur(42) },
      { name: 'part 2', rate: '0.00375', tax: eur(3) },
    ],
  });
});
