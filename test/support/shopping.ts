import type { Client } from './client';

export const ADDRESS = { name: 'Ada Lovelace', line1: 'Invalidenstr. 43', city: 'Berlin', postalCode: '10115', country: 'DE' };

export interface Money {
  readonly amount: number;
  readonly currency: string;
}
export interface CartBody {
  readonly id: string;
  readonly version: number;
  readonly status: string;
  readonly token?: string;
  readonly lines: readonly { readonly id: string; readonly variantId: string; readonly quantity: number; readonly total: Money }[];
  readonly total: Money;
  readonly subtotal: Money;
  readonly discountTotal: Money;
  readonly taxTotal: Money;
  readonly shippingTotal: Money;
}
export interface CheckoutBody {
  readonly order: { readonly id: string; readonly number: string; readonly token?: string; readonly status: string; readonly total: Money };
  readonly payment: { readonly id: string; readonly status: string; readonly amount: Money } | null;
}
export interface PaymentBody {
  readonly id: string;
  readonly status: string;
  readonly failure: { readonly code: string; readonly retryable: boolean } | null;
  readonly nextAction: { readonly url: string } | null;
}
export interface ProblemBody {
  readonly code: string;
  readonly status: number;
  readonly detail: string;
  readonly requestId: string;
}

/** A published product with one variant in stock, made for the test. */
export async function makeProduct(
  manager: Client,
  onHand: number,
  amount = 2_500,
): Promise<{ readonly productId: string; readonly variantId: string }> {
  const sku = `TEST-${Math.random().toString(36).slice(2, 10).toUpperCase()}`;
  const { status, body } = await manager.post<{ id: string; variants: { id: string }[] }>('/v1/admin/products', {
    body: { title: `Test mug ${sku}`, status: 'published', variants: [{ sku, price: { amount, currency: 'EUR' }, onHand }] },
  });
  const variantId = body.variants?.[0]?.id;
  if (status !== 201 || !variantId) throw new Error(`The product was not made: ${status} ${JSON.stringify(body)}`);
  return { productId: body.id, variantId };
}

export interface OpenCart {
  readonly id: string;
  readonly client: Client;
}

export async function guestCart(client: Client): Promise<OpenCart> {
  const { status, body } = await client.post<CartBody>('/v1/carts');
  if (status !== 201) throw new Error(`No cart: ${status} ${JSON.stringify(body)}`);
  return { id: body.id, client: client.with({ 'x-cart-token': body.token ?? '' }) };
}

/** Everything that checkout asks for, with the first shipping method on offer. */
export async function fillCart(
  { id, client }: OpenCart,
  lines: readonly { readonly variantId: string; readonly quantity: number }[],
  methodId?: string,
): Promise<CartBody> {
  for (const line of lines) {
    const added = await client.post<ProblemBody>(`/v1/carts/${id}/lines`, { body: line });
    if (added.status !== 201) throw new Error(`Not added: ${JSON.stringify(added.body)}`);
  }
  const shippingMethodId = methodId ?? (await firstShippingMethod({ id, client }));
  const contact = { email: 'ada@example.com', shippingAddress: ADDRESS };
  const { body } = await client.patch<CartBody>(`/v1/carts/${id}`, { body: { ...contact, ...(shippingMethodId && { shippingMethodId }) } });
  return body;
}

/** Undefined when nothing in the cart has to be sent. */
export async function firstShippingMethod({ id, client }: OpenCart): Promise<string | undefined> {
  const { body } = await client.get<{ data: { id: string }[] }>(`/v1/carts/${id}/shipping-methods`);
  return body.data[0]?.id;
}

export async function placeOrder(
  client: Client,
  variantId: string,
  quantity = 1,
): Promise<{ readonly checkout: CheckoutBody; readonly owner: Client }> {
  const cart = await guestCart(client);
  await fillCart(cart, [{ variantId, quantity }]);
  const { status, body } = await cart.client.post<CheckoutBody>(`/v1/carts/${cart.id}/checkout`, { key: true });
  if (status !== 201) throw new Error(`Not ordered: ${JSON.stringify(body)}`);
  return { checkout: body, owner: client.with({ 'x-order-token': body.order.token ?? '' }) };
}

export async function pay(owner: Client, { payment }: CheckoutBody, paymentMethod: string): Promise<PaymentBody> {
  const { body } = await owner.post<PaymentBody>(`/v1/payments/${payment?.id ?? ''}/confirm`, { key: true, body: { paymentMethod } });
  return body;
}
