import { createHash, randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { routeOf } from './api';
import type { ApiContext } from './api';
import { StandInBook } from './book';
import type { Happened } from './book';
import { Callbacks } from './callbacks';
import { Faults } from './faults';
import type { Fault } from './faults';
import { parseForm } from './form';
import { IdempotencyKeys } from './idempotency';
import type { Stored } from './idempotency';
import { invalid, StripeProblem } from './problems';
import { chargeOnTheWire, disputeOnTheWire, intentOnTheWire, newStripeId, refundOnTheWire } from './wire';
import type { Intent } from './wire';

export { stripeSignature } from './callbacks';

export interface StandInOptions {
  readonly secretKey?: string;
  readonly apiVersion?: string;
  readonly multicapture?: boolean;
}

export const STAND_IN_KEY = 'sk_test_stand_in_key';
const THINKS_MS = 5;

/** A server of ours that speaks Stripe's wire format, for the unmodified SDK to talk to. */
export class StripeStandIn {
  readonly callbacks = new Callbacks();
  readonly faults = new Faults();
  readonly keys = new IdempotencyKeys();
  readonly book: StandInBook;
  /** Every request that came, in order: method, path and idempotency key. */
  readonly requests: string[] = [];
  private readonly server: Server;
  private origin = '';

  private constructor(private readonly options: Required<StandInOptions>) {
    this.book = new StandInBook(
      (type, thing) => this.tell(type, thing),
      (intent) => this.wire(intent),
    );
    this.server = createServer((request, response) => {
      this.serve(request, response).catch(() => response.destroy());
    });
  }

  static async start(options: StandInOptions = {}): Promise<StripeStandIn> {
    const standIn = new StripeStandIn({ secretKey: STAND_IN_KEY, apiVersion: '2026-10-28.endive', multicapture: true, ...options });
    await new Promise<void>((resolve) => standIn.server.listen(0, '127.0.0.1', resolve));
    // A test that ends early must not keep its process.
    standIn.server.unref();
    const address = standIn.server.address();
    standIn.origin = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
    return standIn;
  }

  get url(): string {
    return this.origin;
  }

  async stop(): Promise<void> {
    await this.callbacks.close();
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private get context(): ApiContext {
    const { book, origin } = this;
    return { book, origin, livemode: this.livemode, multicapture: this.options.multicapture };
  }

  private get livemode(): boolean {
    return this.options.secretKey.includes('_live_');
  }

  private wire(intent: Intent): object {
    return intentOnTheWire(intent, this.livemode, this.origin);
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const requestId = `req_${randomUUID().replaceAll('-', '').slice(0, 14)}`;
    response.setHeader('request-id', requestId).setHeader('content-type', 'application/json');
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk));
    try {
      await this.answer(request, Buffer.concat(chunks).toString('utf8'), requestId, response);
    } catch (error) {
      if (!(error instanceof StripeProblem)) throw error;
      send(response, { status: error.status, body: error.body() });
    }
  }

  private async answer(request: IncomingMessage, body: string, requestId: string, response: ServerResponse): Promise<void> {
    const { method = 'GET' } = request;
    const { pathname, search } = new URL(request.url ?? '/', this.origin);
    const key = method === 'POST' ? request.headers['idempotency-key'] : undefined;
    this.requests.push([method, pathname, key].filter((part) => part !== undefined).join(' '));
    this.checkHeaders(request);
    const { operation, run } = routeOf(method, pathname, parseForm(method === 'POST' ? body : search.slice(1)));
    const fault = this.faults.next(operation);
    if (fault && (await this.breaksBefore(fault, response))) return;
    const answer = await this.once(typeof key === 'string' ? key : undefined, `${pathname} ${body}`, requestId, response, run);
    if (fault?.kind === 'slow_answer') await sleep(fault.delayMs ?? 1_000);
    if (fault?.kind === 'drop_after') response.socket?.destroy();
    else if (fault?.kind === 'malformed') response.end('{"id": "pi_3');
    else if (fault?.kind === 'empty_object') response.end('{}');
    else send(response, answer);
  }

  private checkHeaders({ headers }: IncomingMessage): void {
    if (headers.authorization !== `Bearer ${this.options.secretKey}`) {
      throw new StripeProblem(401, 'invalid_request_error', 'Invalid API Key provided: sk_****');
    }
    if (headers['stripe-version'] !== this.options.apiVersion)
      throw invalid(`Invalid Stripe API version: ${String(headers['stripe-version'])}`);
  }

  /** Faults that hit before anything is carried out. */
  private async breaksBefore({ kind }: Fault, response: ServerResponse): Promise<boolean> {
    if (kind === 'drop_before') response.socket?.destroy();
    else if (kind === 'server_error')
      send(response, { status: 500, body: { error: { message: 'An unknown error occurred', type: 'api_error' } } });
    else if (kind === 'rate_limited') {
      send(response, { status: 429, body: { error: { message: 'Too many requests', type: 'invalid_request_error', code: 'rate_limit' } } });
    } else return false;
    return true;
  }

  private async once(
    key: string | undefined,
    request: string,
    requestId: string,
    response: ServerResponse,
    run: (context: ApiContext) => object,
  ): Promise<Stored> {
    if (key === undefined) return { status: 200, body: run(this.context) };
    response.setHeader('idempotency-key', key);
    const before = this.keys.begin(key, createHash('sha256').update(request).digest('hex'), requestId);
    if (before) {
      response.setHeader('idempotent-replayed', 'true').setHeader('original-request', before.requestId);
      return before.answer;
    }
    await sleep(THINKS_MS);
    const answer = this.carryOut(run);
    this.keys.finish(key, answer);
    return answer;
  }

  private carryOut(run: (context: ApiContext) => object): Stored {
    try {
      return { status: 200, body: run(this.context) };
    } catch (error) {
      if (!(error instanceof StripeProblem)) throw error;
      return { status: error.status, body: error.body() };
    }
  }

  private tell(type: string, thing: Parameters<Happened>[1]): void {
    const { livemode, options } = this;
    const object =
      'refund' in thing
        ? refundOnTheWire(thing.refund)
        : 'dispute' in thing
          ? disputeOnTheWire(thing.dispute, livemode)
          : 'charge' in thing
            ? chargeOnTheWire(thing.charge, thing.intent, livemode)
            : this.wire(thing.intent);
    const id = newStripeId('evt');
    const created = Math.floor(Date.now() / 1_000);
    const request = { id: null, idempotency_key: null };
    const event = {
      id,
      object: 'event',
      api_version: options.apiVersion,
      created,
      data: { object },
      livemode,
      pending_webhooks: 1,
      request,
      type,
    };
    this.callbacks.happened({ id, type, raw: Buffer.from(JSON.stringify(event, null, 2)) });
  }
}

function send(response: ServerResponse, { status, body }: Stored): void {
  response.writeHead(status).end(JSON.stringify(body, null, 2));
}
