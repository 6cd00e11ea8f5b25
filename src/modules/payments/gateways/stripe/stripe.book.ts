import type Stripe from 'stripe';
import type { GatewayCharge } from '../gateway.port';
import { lineOfBook } from './stripe.facts';
import { intentSchema, refundSchema } from './stripe.objects';
import type { StripeIntent, StripeRefund } from './stripe.objects';
import { REQUEST_KEY } from './stripe.requests';

const PAGE = 100;
/** How far our clocks may be apart, and how long a request may lie about before Stripe writes it down. */
const CLOCKS_APART_SECONDS = 300;
const WRITTEN_WITHIN_SECONDS = 600;

/** Stripe's own lists. */
export class StripeBook {
  constructor(private readonly client: Stripe) {}

  /**
   * The charge that a request made, when no answer told us its id. Not by search, whose index runs up to an hour behind, and not by sending
   * the request again: a key that was forgotten, or never arrived, would charge. The list is complete at once, and short around that moment.
   */
  async chargeOf(requestKey: string, requestedAt: Date): Promise<StripeIntent | null> {
    const at = Math.floor(requestedAt.getTime() / 1_000);
    const created = { gte: at - CLOCKS_APART_SECONDS, lte: at + CLOCKS_APART_SECONDS + WRITTEN_WITHIN_SECONDS };
    for await (const item of pages((after) => this.client.paymentIntents.list({ created, limit: PAGE, ...after }))) {
      if (item.metadata?.[REQUEST_KEY] === requestKey) return intentSchema.parse(item);
    }
    return null;
  }

  async refundOf(paymentIntent: string, requestKey: string): Promise<StripeRefund | null> {
    for await (const item of pages((after) => this.client.refunds.list({ payment_intent: paymentIntent, limit: PAGE, ...after }))) {
      if (item.metadata?.[REQUEST_KEY] === requestKey) return refundSchema.parse(item);
    }
    return null;
  }

  /**
   * Our charges, oldest first. Stripe lists the newest first and knows no other order, so the lines of the window are gathered and turned
   * round. Others may use the same account: what they charge is not ours to judge, and what of ours cannot be read is not in the book.
   */
  async since(since: Date): Promise<GatewayCharge[]> {
    const created = { gte: Math.floor(since.getTime() / 1_000) };
    const expand = ['data.latest_charge'];
    const lines: GatewayCharge[] = [];
    for await (const item of pages((after) => this.client.paymentIntents.list({ created, expand, limit: PAGE, ...after }))) {
      const intent = intentSchema.safeParse(item);
      if (intent.success && intent.data.metadata[REQUEST_KEY] !== undefined) lines.push(lineOfBook(intent.data));
    }
    return lines.reverse();
  }
}

async function* pages<T extends { readonly id: string }>(
  ask: (after: { starting_after?: string }) => Promise<Stripe.ApiList<T>>,
): AsyncGenerator<T> {
  let page: Stripe.ApiList<T>;
  let last: string | undefined;
  do {
    page = await ask(last === undefined ? {} : { starting_after: last });
    yield* page.data;
    last = page.data.at(-1)?.id;
  } while (page.has_more && last !== undefined);
}
