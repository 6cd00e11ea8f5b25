import { randomUUID } from 'node:crypto';
import { isConnectionLost } from '../../../src/platform/database';
import type { Answer, Client } from '../../support/client';
import { ADDRESS } from '../../support/shopping';
import type { CartBody, CheckoutBody, PaymentBody } from '../../support/shopping';
import type { SeededRandom } from '../seeded-random';
import { Story, acknowledged } from './story';
import type { Ending, Step } from './story';

/** What every story of a round shares. */
export interface Stage {
  readonly client: Client;
  readonly manager: Client;
  readonly random: SeededRandom;
  readonly variantId: string;
  readonly methodId: string;
  readonly coupon: string;
  /** Makes the reservation of an order end now. */
  expire(orderId: string): Promise<void>;
}

/** An order on its way: its cart, its keys, and what the shop has acknowledged. */
export class Buyer {
  checkout: CheckoutBody | undefined;
  private readonly key: string;

  private constructor(
    readonly stage: Stage,
    readonly cartId: string,
    readonly cart: Client,
  ) {
    this.key = randomUUID();
  }

  /** With a full cart; made while the shop is alive. */
  static async arrive(stage: Stage, withCoupon = false): Promise<Buyer> {
    const { client, variantId, methodId } = stage;
    const lines = [{ variantId, quantity: 1 }];
    const contact = { email: 'ada@example.com', shippingAddress: ADDRESS, shippingMethodId: methodId };
    const { body } = await client.post<CartBody>('/v1/carts', { body: { lines, ...contact } });
    const buyer = new Buyer(stage, body.id, client.with({ 'x-cart-token': body.token ?? '' }));
    if (withCoupon) await buyer.cart.post(`/v1/carts/${body.id}/coupons`, { body: { code: stage.coupon } });
    return buyer;
  }

  get total(): number {
    return this.checkout?.order.total.amount ?? 0;
  }

  /** A story that begins with the order; what follows is told by its steps. */
  story(kind: string, steps: readonly Step[], ending: (total: number) => Omit<Ending, 'orders'>): Story {
    const story: Story = new Story(kind, [(): Promise<boolean> => this.placeOrder(story), ...steps], () => ({
      orders: 1,
      ...ending(this.total),
    }));
    return story;
  }

  private async placeOrder(story: Story): Promise<boolean> {
    const answer = await this.cart.post<CheckoutBody>(`/v1/carts/${this.cartId}/checkout`, { key: this.key });
    if (!acknowledged(answer, [201], 'The checkout')) return false;
    this.checkout = answer.body;
    story.order = answer.body.order;
    return true;
  }

  /** The same cart once more, under another key: it must be refused, and nothing of it may stay. */
  readonly placeAgain: Step = async () =>
    acknowledged(await this.cart.post(`/v1/carts/${this.cartId}/checkout`, { key: `again-${this.key}` }), [409], 'A second checkout');

  /** `statuses`: what the payment may be afterwards. */
  pay(paymentMethod: string, statuses: readonly string[]): Step {
    return async () => {
      const answer = await this.ask<PaymentBody>(`${this.payment}/confirm`, `pay-${this.key}`, { paymentMethod });
      if (!acknowledged(answer, [200], 'The payment')) return false;
      if (statuses.includes(answer.body.status)) return true;
      throw new Error(`The payment with ${paymentMethod} is ${answer.body.status}`);
    };
  }

  readonly giveUp: Step = async () =>
    acknowledged(await this.ask(`${this.payment}/cancel`, `void-${this.key}`), [200], 'Giving a payment up');

  readonly cancel: Step = async () =>
    acknowledged(await this.ask(`/v1/orders/${this.checkout?.order.id}/cancel`, `cancel-${this.key}`), [200], 'The cancellation');

  readonly fulfil: Step = async () => {
    const path = `/v1/admin/orders/${this.checkout?.order.id}/fulfilments`;
    return acknowledged(await this.stage.manager.post(path, { key: `send-${this.key}` }), [201], 'The fulfilment');
  };

  /** Staff on the payment: `capture` or `refunds`. */
  staff(action: string, status: number, body: object = {}): Step {
    return async () => {
      const path = `/v1/admin/payments/${this.checkout?.payment?.id}/${action}`;
      return acknowledged(await this.stage.manager.post(path, { key: `${action}-${this.key}`, body }), [status], `Staff's ${action}`);
    };
  }

  readonly abandon: Step = async () => {
    try {
      await this.stage.expire(this.checkout?.order.id ?? '');
      return true;
    } catch (error) {
      // This hand of the test's own reaches into the database that is killed.
      if (!isConnectionLost(error)) throw error;
      return false;
    }
  };

  /** Done when the shop has come so far by itself. */
  becomes(what: 'order' | 'payment', statuses: readonly string[]): Step {
    return async () => {
      const path = what === 'order' ? `/v1/orders/${this.checkout?.order.id}` : this.payment;
      const answer = await this.owner.get<{ status: string }>(path);
      return acknowledged(answer, [200], `Reading the ${what}`) && statuses.includes(answer.body.status);
    };
  }

  private get payment(): string {
    return `/v1/payments/${this.checkout?.payment?.id}`;
  }

  private get owner(): Client {
    return this.stage.client.with({ 'x-order-token': this.checkout?.order.token ?? '' });
  }

  private ask<T>(path: string, key: string, body: object = {}): Promise<Answer<T>> {
    return this.owner.post<T>(path, { key, body });
  }
}
