import { setTimeout as sleep } from 'node:timers/promises';
import type { Answer, Client } from '../../support/client';
import type { CheckoutBody, PaymentBody } from '../../support/shopping';
import type { Errand } from './scripts';

const POLL_MS = 300;
const REST_MS = 500;

/** Buys one thing and does what a good client does: waits while the outcome is open, and tries again when nothing was decided. */
export class Payer {
  confirmations = 0;
  private checkout: CheckoutBody | undefined;
  private captures = 0;

  constructor(
    private readonly client: Client,
    private readonly manager: Client,
    private readonly cartId: string,
    private readonly cartToken: string,
    private readonly key: string,
  ) {}

  /** @throws Error when the errand is not done in time, or the shop answers what it must not */
  async run(errand: Errand, deadline: number): Promise<void> {
    await this.placeOrder(deadline);
    const paid = errand === 'capture' ? 'authorised' : 'captured';
    await this.until(deadline, paid, (payment) => this.confirm(payment, errand === 'capture' ? 'pm_card_authorise_only' : 'pm_card_visa'));
    if (errand === 'capture') await this.until(deadline, 'captured', () => this.capture());
    if (errand === 'refund') await this.giveBack(deadline);
  }

  /** The same key until there is an answer: busy is none. */
  private async placeOrder(deadline: number): Promise<void> {
    const cart = this.client.with({ 'x-cart-token': this.cartToken });
    for (;;) {
      const answer = await cart.post<CheckoutBody>(`/v1/carts/${this.cartId}/checkout`, { key: this.key });
      if (answer.status === 201) this.checkout = answer.body;
      if (answer.status === 201) return;
      if (Date.now() > deadline) throw new Error(`The checkout is still answered with ${answer.status}: ${JSON.stringify(answer.body)}`);
      this.check(answer, 'The checkout');
      await sleep(POLL_MS);
    }
  }

  private async giveBack(deadline: number): Promise<void> {
    const path = `/v1/orders/${this.checkout?.order.id}/cancel`;
    await this.until(deadline, 'refunded', async () =>
      this.check(await this.owner.post(path, { key: `cancel-${this.key}` }), 'The cancellation'),
    );
  }

  private async until(deadline: number, wanted: string, act: (payment: PaymentBody) => Promise<void>): Promise<void> {
    for (;;) {
      const { body } = await this.owner.get<PaymentBody>(this.payment);
      if (body.status === wanted) return;
      if (Date.now() > deadline) throw new Error(`The payment ${body.id} is ${body.status} and not ${wanted} after all this time`);
      await act(body);
      await sleep(POLL_MS);
    }
  }

  /** Never while the outcome is open. A new key: it is a new try, not a repetition. */
  private async confirm({ status, failure }: PaymentBody, paymentMethod: string): Promise<void> {
    if (status !== 'created' && status !== 'failed') return;
    if (failure && !failure.retryable) throw new Error(`A good card was declined: ${failure.code}`);
    this.confirmations += 1;
    const key = `pay-${this.confirmations}-${this.key}`;
    this.check(await this.owner.post(`${this.payment}/confirm`, { key, body: { paymentMethod } }), 'The payment');
  }

  private async capture(): Promise<void> {
    this.captures += 1;
    const path = `/v1/admin/payments/${this.checkout?.payment?.id}/capture`;
    this.check(await this.manager.post(path, { key: `capture-${this.captures}-${this.key}` }), 'The capture');
    await sleep(REST_MS);
  }

  /** Refused for now (409 or 503 with Retry-After), or no answer is needed yet: the next look at the payment decides. */
  private check({ status, headers, body }: Answer<unknown>, what: string): void {
    const forNow = status === 409 || (status === 503 && headers.has('retry-after'));
    if (status !== 200 && !forNow) throw new Error(`${what} was answered with ${status}: ${JSON.stringify(body)}`);
  }

  private get payment(): string {
    return `/v1/payments/${this.checkout?.payment?.id}`;
  }

  private get owner(): Client {
    return this.client.with({ 'x-order-token': this.checkout?.order.token ?? '' });
  }
}
