import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import Stripe from 'stripe';

/** Pinned: the shapes below are those of this version, whatever the account's default is. A new SDK that speaks another one does not compile. */
export const STRIPE_API_VERSION = '2026-10-28.endive';

export interface StripeAccess {
  readonly secretKey: string;
  /** Another address than the real Stripe. */
  readonly apiBase: string | undefined;
  readonly timeoutMs: number;
}

/** One client and one pool of kept-alive connections per process. It does not retry: the payment machine does, and knows what it repeats. */
export function stripeClient({ secretKey, apiBase, timeoutMs }: StripeAccess): Stripe {
  const base = new URL(apiBase ?? 'https://api.stripe.com');
  const protocol = base.protocol === 'http:' ? 'http' : 'https';
  const agent = protocol === 'http' ? new HttpAgent({ keepAlive: true }) : new HttpsAgent({ keepAlive: true });
  return new Stripe(secretKey, {
    ...{ apiVersion: STRIPE_API_VERSION, maxNetworkRetries: 0, timeout: timeoutMs, telemetry: false },
    ...{ host: base.hostname, port: base.port || (protocol === 'http' ? 80 : 443), protocol },
    httpClient: Stripe.createNodeHttpClient(agent),
  });
}
