import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Answer, Connection, Request } from './connection';

export const OPERATIONS = ['list', 'deep', 'detail', 'search', 'add', 'checkout'] as const;
export type Operation = (typeof OPERATIONS)[number];

/** What the flows pick from; the same for both servers. */
export interface Stock {
  readonly productIds: readonly string[];
  readonly variantIds: readonly string[];
  /** Addresses of pages that lie deep in the list, each server's own. */
  readonly deepPages: readonly string[];
}

/** One turn of an operation; `turn` counts up and chooses among the alternatives. */
export type Flow = (turn: number) => Promise<void>;

/** Each finds something in the smallest catalogue. */
export const SEARCHES = ['ceramic', 'linen', 'blue', 'wool', 'oak', 'copper', 'handmade workshop', 'northwind'] as const;
const CARTS_PER_CONNECTION = 8;
const ADDRESS = { name: 'Ada Lovelace', line1: 'Invalidenstr. 43', city: 'Berlin', postalCode: '10115', country: 'DE' };

interface CartAnswer {
  readonly id: string;
  readonly token: string;
}

/** The server has no place for the request now; not an error of either side. */
export class Refused extends Error {}

const PAUSE_MS = 50;

/** What a measurement needs beforehand is asked for until there is a place. */
async function patiently<T>(ask: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      await sleep(PAUSE_MS);
    }
  }
}

/** A shopper on a connection of their own. */
export class Shopper {
  constructor(
    private readonly connection: Connection,
    private readonly stock: Stock,
    private readonly number: number,
    private readonly note: (path: string, answer: Answer) => void = () => undefined,
  ) {}

  /** What an operation needs before it is measured is made here. */
  async flowOf(operation: Operation): Promise<Flow> {
    if (operation === 'list') return async () => void (await this.get('/v1/products?limit=20'));
    if (operation === 'deep') return (turn) => this.deepPage(turn);
    if (operation === 'detail') return async (turn) => void (await this.get(`/v1/products/${this.pick(this.stock.productIds, turn)}`));
    if (operation === 'search')
      return async (turn) => void (await this.get(`/v1/products?q=${encodeURIComponent(this.pick(SEARCHES, turn))}&limit=20`));
    return operation === 'add' ? this.adding() : (turn) => this.checkout(turn);
  }

  private async deepPage(turn: number): Promise<void> {
    await this.get(this.pick(this.stock.deepPages, turn));
  }

  /** Adds to carts that are there already: three lines each, then the same three again. */
  private async adding(): Promise<Flow> {
    const carts: CartAnswer[] = [];
    for (let made = 0; made < CARTS_PER_CONNECTION; made += 1) carts.push(await patiently(() => this.cart()));
    return async (turn) => {
      const at = turn % carts.length;
      const third = Math.floor(turn / carts.length) % 3;
      await this.add(this.pick(carts, at), this.pick(this.stock.variantIds, 3 * at + third), 1);
    };
  }

  private async checkout(turn: number): Promise<void> {
    const cart = await this.cart();
    const mine = { 'x-cart-token': cart.token };
    await this.add(cart, this.pick(this.stock.variantIds, 2 * turn), 1);
    await this.add(cart, this.pick(this.stock.variantIds, 2 * turn + 1), 2);
    const methods = await this.get<{ data: { id: string }[] }>(`/v1/carts/${cart.id}/shipping-methods`, mine);
    const contact = { email: 'ada@example.com', shippingAddress: ADDRESS, shippingMethodId: methods.data[0]?.id };
    await this.send({ method: 'PATCH', path: `/v1/carts/${cart.id}`, headers: mine, body: contact });
    const { order, payment } = await this.post<{ order: { id: string; token: string }; payment: { id: string } }>(
      `/v1/carts/${cart.id}/checkout`,
      { ...mine, 'idempotency-key': randomUUID() },
    );
    const owner = { 'x-order-token': order.token };
    const confirm = { ...owner, 'idempotency-key': randomUUID() };
    const paid = await this.post<{ status: string }>(`/v1/payments/${payment.id}/confirm`, confirm, { paymentMethod: 'pm_card_visa' });
    const read = await this.get<{ status: string }>(`/v1/orders/${order.id}`, owner);
    if (paid.status !== 'captured' || read.status !== 'paid') throw new Error(`Not bought: ${paid.status}, ${read.status}`);
  }

  private cart(): Promise<CartAnswer> {
    return this.post<CartAnswer>('/v1/carts', {});
  }

  private async add(cart: CartAnswer, variantId: string, quantity: number): Promise<void> {
    await this.post(`/v1/carts/${cart.id}/lines`, { 'x-cart-token': cart.token }, { variantId, quantity });
  }

  private async get<T>(path: string, headers: Readonly<Record<string, string>> = {}): Promise<T> {
    return JSON.parse((await this.send({ method: 'GET', path, headers })).body) as T;
  }

  private async post<T>(path: string, headers: Readonly<Record<string, string>>, body: unknown = {}): Promise<T> {
    return JSON.parse((await this.send({ method: 'POST', path, headers, body })).body) as T;
  }

  private async send(request: Request): Promise<Answer> {
    const answer = await this.connection.ask(request);
    if (answer.status === 503 || answer.status === 429) throw new Refused(`${request.method} ${request.path}`);
    if (answer.status >= 300) throw new Error(`${request.method} ${request.path}: ${answer.status} ${answer.body.slice(0, 300)}`);
    this.note(request.path, answer);
    return answer;
  }

  /** Each shopper begins somewhere else, so that no two ask for the same at once. */
  private pick<T>(items: readonly T[], turn: number): T {
    const item = items[(turn + this.number * 97) % items.length];
    if (item === undefined) throw new Error('There is nothing to pick from');
    return item;
  }
}
