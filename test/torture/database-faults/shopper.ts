import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from '../../support/client';
import type { Answer, Options } from '../../support/client';
import { ADDRESS } from '../../support/shopping';
import type { CartBody, CheckoutBody, PaymentBody } from '../../support/shopping';
import type { SeededRandom } from '../seeded-random';
import { ANSWER_MS } from './journal';
import type { Journal } from './journal';

/** Somebody who keeps being told to come back must have been served after this. */
const PATIENCE_MS = 90_000;
const THINKING_MS = 100;
/** R14: an unknown outcome becomes known within two minutes. */
const SETTLED_MS = 120_000;
const POLL_MS = 500;
const HUNG = Symbol('hung');

export interface Purchase {
  readonly cartId: string;
  readonly cartToken: string;
  readonly orderId: string;
  readonly checkoutKey: string;
  readonly paymentId: string;
}

interface Step {
  readonly what: string;
  readonly method: string;
  readonly path: string;
  readonly options?: Options;
  readonly wanted: readonly number[];
}

/** The shopper gives up this journey; the journal says why. */
class GaveUp extends Error {}

/** Buys one thing after the other, through any of the shop's processes, and repeats with the same key whatever was refused for the moment. */
export class Shopper {
  constructor(
    private readonly urls: readonly string[],
    private readonly variants: readonly string[],
    private readonly random: SeededRandom,
    private readonly journal: Journal,
  ) {}

  /** Journeys until told to stop; the one under way is brought to its end. */
  async shop(stop: AbortSignal): Promise<readonly Purchase[]> {
    const purchases: Purchase[] = [];
    while (!stop.aborted) {
      const purchase = await this.journey().catch((error: unknown) => this.brokenOff(error));
      if (purchase) purchases.push(purchase);
    }
    return purchases;
  }

  /** What an answer to the same checkout is worth later: the same order, or a violation. */
  async askAgain({ cartId, cartToken, checkoutKey, orderId }: Purchase): Promise<void> {
    const options = { key: checkoutKey, body: {}, headers: { 'x-cart-token': cartToken } };
    const again = await this.do<CheckoutBody>({
      what: 'a repeated checkout',
      method: 'POST',
      path: `/v1/carts/${cartId}/checkout`,
      options,
      wanted: [201],
    });
    if (again.body.order.id !== orderId) this.journal.violation(`Cart ${cartId} became order ${orderId} and then ${again.body.order.id}`);
  }

  private async journey(): Promise<Purchase> {
    const made = await this.post<CartBody>('a new cart', '/v1/carts', {}, 201);
    const headers = { 'x-cart-token': made.body.token ?? '' };
    const cart = `/v1/carts/${made.body.id}`;
    await this.do({ what: 'the products', method: 'GET', path: '/v1/products?limit=5', wanted: [200] });
    await this.post(
      'a cart line',
      `${cart}/lines`,
      { variantId: this.random.pick(this.variants), quantity: this.random.between(1, 3) },
      201,
      headers,
    );
    const methods = await this.do<{ data: { id: string }[] }>({
      what: 'the shipping methods',
      method: 'GET',
      path: `${cart}/shipping-methods`,
      options: { headers },
      wanted: [200],
    });
    const contact = { email: 'ada@example.com', shippingAddress: ADDRESS, shippingMethodId: methods.body.data[0]?.id };
    await this.do({ what: 'the contact', method: 'PATCH', path: cart, options: { headers, body: contact }, wanted: [200] });
    const checkoutKey = randomUUID();
    const placed = await this.post<CheckoutBody>('a checkout', `${cart}/checkout`, {}, 201, headers, checkoutKey);
    this.journal.ordered();
    await this.pay(placed.body);
    return {
      cartId: made.body.id,
      cartToken: headers['x-cart-token'],
      orderId: placed.body.order.id,
      checkoutKey,
      paymentId: placed.body.payment?.id ?? '',
    };
  }

  private async pay({ order, payment }: CheckoutBody): Promise<void> {
    const headers = { 'x-order-token': order.token ?? '' };
    const path = `/v1/payments/${payment?.id ?? ''}/confirm`;
    const { body } = await this.post<PaymentBody>('a payment', path, { paymentMethod: 'pm_card_visa' }, 200, headers);
    if (body.status === 'failed') this.journal.violation(`A good card was declined: ${JSON.stringify(body.failure)}`);
    else if (body.status !== 'captured') await this.learnOutcome(body.id, path, headers);
    await this.do({ what: 'an order', method: 'GET', path: `/v1/orders/${order.id}`, options: { headers }, wanted: [200] });
  }

  /** The answer was that the outcome is not known yet. It becomes known; when the gateway has never heard of the charge, the shopper may pay again. */
  private async learnOutcome(paymentId: string, confirm: string, headers: Record<string, string>): Promise<void> {
    const deadline = Date.now() + SETTLED_MS;
    while (Date.now() < deadline) {
      const step = { what: 'a payment under way', method: 'GET', path: `/v1/payments/${paymentId}`, options: { headers }, wanted: [200] };
      const { body } = await this.do<PaymentBody>(step);
      if (body.status === 'captured') return;
      if (body.status === 'failed') await this.post('a payment once more', confirm, { paymentMethod: 'pm_card_visa' }, 200, headers);
      await sleep(POLL_MS);
    }
    this.journal.violation(`Payment ${paymentId} was not captured within ${SETTLED_MS / 1_000} s after an unknown outcome`);
    throw new GaveUp();
  }

  private post<T>(what: string, path: string, body: object, wanted: number, headers = {}, key: string = randomUUID()): Promise<Answer<T>> {
    return this.do({ what, method: 'POST', path, options: { body, headers, key }, wanted: [wanted] });
  }

  /** Thinks for a moment, as people do, which also keeps the load below what the machine can do; then repeats the step as the shop asks until it is done. */
  private async do<T>(step: Step): Promise<Answer<T>> {
    await sleep(this.random.between(20, THINKING_MS));
    const began = Date.now();
    while (Date.now() - began < PATIENCE_MS) {
      const sent = Date.now();
      const answer = await this.send<T>(step);
      const state = this.journal.note(step.what, answer, Date.now() - sent, step.wanted);
      if (state === 'done') return answer;
      if (state === 'wrong') throw new GaveUp();
      await sleep(Number(answer.headers.get('retry-after')) * 1_000);
    }
    this.journal.violation(`${step.what} was still refused after ${PATIENCE_MS / 1_000} s`);
    throw new GaveUp();
  }

  private async send<T>({ what, method, path, options = {} }: Step): Promise<Answer<T>> {
    const late = new AbortController();
    const client = new Client(this.random.pick(this.urls));
    const patience = sleep(ANSWER_MS, HUNG, { signal: late.signal }).catch(() => HUNG);
    const answer = await Promise.race([client.send<T>(method, path, options), patience]).finally(() => late.abort());
    if (typeof answer !== 'symbol') return answer;
    this.journal.violation(`${what} was not answered within ${ANSWER_MS / 1_000} s`);
    throw new GaveUp();
  }

  private brokenOff(error: unknown): undefined {
    if (error instanceof GaveUp) return;
    // A broken HTTP connection or an answer that the contract does not know.
    this.journal.violation(error instanceof Error ? `${error.message} ${String(error.cause ?? '')}` : String(error));
  }
}
