import { randomUUID } from 'node:crypto';
import { SEARCHES } from '../load/flows';
import type { Counting, Kind } from './tally';
import type { Reply } from './wire';

export interface Goods {
  readonly productIds: readonly string[];
  readonly variantIds: readonly string[];
}

/** Out of so many visits, in this order over and over: mostly people who look around, two who fill a cart and leave, one who buys. */
export const VISITS: readonly Kind[] = Array.from({ length: 30 }, (_, turn) =>
  turn === 10 ? 'purchase' : turn === 3 || turn === 20 ? 'cart' : 'browse',
);
const TRIES = 4;
const ADDRESS = { name: 'Ada Lovelace', line1: 'Invalidenstr. 43', city: 'Berlin', postalCode: '10115', country: 'DE' };

/** A visitor's way to the shop. */
export interface Line {
  ask(bytes: string, wantsBody?: boolean): Promise<Reply>;
  /** Wants nothing for so long. */
  rest(milliseconds: number): Promise<void>;
}

/** Gave up: refused too often, or not answered. */
class GaveUp extends Error {}

/** Makes visits over any connection; the `turn` chooses among the alternatives. */
export class Visitors {
  private readonly pages: readonly string[];

  constructor(
    private readonly goods: Goods,
    private readonly counting: Counting,
  ) {
    const lists = ['/v1/products?limit=20', '/v1/products?limit=20&sort=price'];
    const searches = SEARCHES.map((words) => `/v1/products?q=${encodeURIComponent(words)}&limit=20`);
    const details = goods.productIds.map((id) => `/v1/products/${id}`);
    // As people go: a list, two products, now and then a search.
    this.pages = details.flatMap((detail, at) => {
      const other = at % 3 === 0 ? searches[at % searches.length] : lists[at % lists.length];
      return at % 2 === 0 ? [detail, other ?? detail] : [detail];
    });
  }

  async visit(kind: Kind, turn: number, line: Line): Promise<void> {
    try {
      if (kind === 'browse') this.counting.note('browse', await line.ask(this.page(turn)));
      else if (kind === 'cart') await this.fillCart('cart', turn, line);
      else await this.buy(turn, line);
    } catch (error) {
      if (!(error instanceof GaveUp)) throw error;
    }
  }

  private page(turn: number): string {
    return request('GET', this.pages[turn % this.pages.length] ?? '/v1/products', browserOf(turn));
  }

  private async fillCart(kind: Kind, turn: number, line: Line): Promise<{ id: string; token: string }> {
    const cart = await this.ask<{ id: string; token: string }>(kind, line, request('POST', '/v1/carts', browserOf(turn), {}));
    const wanted = { variantId: this.goods.variantIds[turn % this.goods.variantIds.length], quantity: 1 };
    await this.ask(kind, line, request('POST', `/v1/carts/${cart.id}/lines`, { 'x-cart-token': cart.token }, wanted));
    return cart;
  }

  private async buy(turn: number, line: Line): Promise<void> {
    const { purchases } = this.counting;
    purchases.begun += 1;
    const cart = await this.fillCart('purchase', turn, line);
    const mine = { 'x-cart-token': cart.token };
    const step = <T>(bytes: string): Promise<T> => this.ask<T>('purchase', line, bytes);
    const methods = await step<{ data: { id: string }[] }>(request('GET', `/v1/carts/${cart.id}/shipping-methods`, mine));
    const contact = { email: 'ada@example.com', shippingAddress: ADDRESS, shippingMethodId: methods.data[0]?.id };
    await step(request('PATCH', `/v1/carts/${cart.id}`, mine, contact));
    const keyed = { ...mine, 'idempotency-key': randomUUID() };
    type Placed = { order: { id: string; token: string }; payment: { id: string } };
    const { order, payment } = await step<Placed>(request('POST', `/v1/carts/${cart.id}/checkout`, keyed, {}));
    const owner = { 'x-order-token': order.token };
    const confirm = { ...owner, 'idempotency-key': randomUUID() };
    await step(request('POST', `/v1/payments/${payment.id}/confirm`, confirm, { paymentMethod: 'pm_card_visa' }));
    const { status } = await step<{ status: string }>(request('GET', `/v1/orders/${order.id}`, owner));
    if (status === 'paid') purchases.completed += 1;
  }

  /** Who wants to buy comes back after the seconds that the refusal names, a few times. */
  private async ask<T>(kind: Kind, line: Line, bytes: string): Promise<T> {
    for (let tries = 1; ; tries += 1) {
      const reply = await line.ask(bytes, true);
      this.counting.note(kind, reply);
      if (reply.status >= 200 && reply.status < 300) return JSON.parse(reply.body) as T;
      if (reply.retryAfter === undefined || tries === TRIES) throw new GaveUp();
      await line.rest(1000 * reply.retryAfter);
    }
  }
}

/** As many kinds as a shop sees in an hour. */
const BROWSERS = 64;

/** What a browser says of itself is the same in all that it asks. */
const browserOf = (turn: number): Readonly<Record<string, string>> => ({
  'user-agent': `Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${100 + (turn % BROWSERS)}.0.0.0 Safari/537.36`,
  accept: 'application/json, text/plain, */*',
  'accept-language': 'de-DE,de;q=0.9,en;q=0.8',
});

export function request(method: string, path: string, headers: Readonly<Record<string, string>> = {}, body?: unknown): string {
  const payload = body === undefined ? '' : JSON.stringify(body);
  const type = body === undefined ? '' : `content-type: application/json\r\ncontent-length: ${Buffer.byteLength(payload)}\r\n`;
  const more = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return `${method} ${path} HTTP/1.1\r\nhost: shop\r\n${type}${more.join('')}\r\n${payload}`;
}
