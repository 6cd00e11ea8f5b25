import type { StandInBook } from './book';
import { group, list, text } from './form';
import type { FormFields } from './form';
import { invalid, StripeProblem } from './problems';
import { disputeOnTheWire, intentOnTheWire, refundOnTheWire } from './wire';
import type { Intent } from './wire';

export interface ApiContext {
  readonly book: StandInBook;
  readonly livemode: boolean;
  readonly origin: string;
  /** The account may capture in several parts. */
  readonly multicapture: boolean;
}
export type Operation = 'create' | 'capture' | 'cancel' | 'refund' | 'retrieve' | 'list';
type Handler = (context: ApiContext, fields: FormFields, id: string) => object;

interface Route {
  readonly operation: Operation;
  readonly method: 'GET' | 'POST';
  readonly path: RegExp;
  readonly knows: readonly string[];
  readonly handle: Handler;
}

function integer(fields: FormFields, name: string): number | undefined {
  const value = text(fields[name]);
  if (value === undefined) return undefined;
  if (!/^\d+$/.test(value)) throw invalid(`Invalid integer: ${value}`, { code: 'parameter_invalid_integer', param: name });
  return Number(value);
}

function required<T>(value: T | undefined, param: string): T {
  if (value === undefined) throw invalid(`Missing required param: ${param}.`, { code: 'parameter_missing', param });
  return value;
}

const wire = ({ livemode, origin }: ApiContext, intent: Intent, fields: FormFields, prefix = ''): object =>
  intentOnTheWire(intent, livemode, origin, list(fields['expand']).includes(`${prefix}latest_charge`));

const metadataOf = (fields: FormFields): Record<string, string> =>
  Object.fromEntries(Object.entries(group(fields['metadata'])).map(([key, value]) => [key, String(value)]));

const createIntent: Handler = (context, fields) => {
  const amount = required(integer(fields, 'amount'), 'amount');
  const currency = required(text(fields['currency']), 'currency');
  const captureMethod = text(fields['capture_method']) === 'manual' ? 'manual' : 'automatic';
  if (amount < 50) throw invalid('Amount must be at least €0.50 eur', { code: 'amount_too_small', param: 'amount' });
  if (text(fields['confirm']) !== 'true') throw invalid('The stand-in confirms at once: send confirm=true', { param: 'confirm' });
  const redirects = text(group(fields['automatic_payment_methods'])['allow_redirects']) !== 'never';
  if (redirects && text(fields['return_url']) === undefined) {
    throw invalid('This PaymentIntent is configured to accept payment methods enabled in your Dashboard. You must provide a `return_url`.');
  }
  const asked = text(group(group(fields['payment_method_options'])['card'])['request_multicapture']) === 'if_available';
  if (asked && !context.multicapture) throw invalid('This account is not eligible for the requested card features.');
  const paymentMethod = required(text(fields['payment_method']), 'payment_method');
  const returnUrl = text(fields['return_url']) ?? null;
  const request = { amount, currency, captureMethod, multicapture: asked, paymentMethod, returnUrl, metadata: metadataOf(fields) } as const;
  return wire(context, context.book.create(request), fields);
};

/** Newest first, cut into pages by `starting_after`. */
function page<T extends { readonly id: string }>(
  newestFirst: readonly T[],
  fields: FormFields,
  url: string,
  show: (item: T) => object,
): object {
  const limit = integer(fields, 'limit') ?? 10;
  if (limit < 1 || limit > 100) throw invalid('This value must be less than or equal to 100.', { param: 'limit' });
  const after = text(fields['starting_after']);
  const start = after === undefined ? 0 : newestFirst.findIndex(({ id }) => id === after) + 1;
  if (after !== undefined && start === 0)
    throw invalid(`No such object: '${after}'`, { code: 'resource_missing', param: 'starting_after' });
  const data = newestFirst.slice(start, start + limit);
  return { object: 'list', data: data.map(show), has_more: start + limit < newestFirst.length, url };
}

const listIntents: Handler = (context, fields) => {
  const created = group(fields['created']);
  const [from, to] = [Number(text(created['gte']) ?? 0), Number(text(created['lte']) ?? Infinity)];
  const found = context.book.intents.filter((intent) => intent.created >= from && intent.created <= to).reverse();
  return page(found, fields, '/v1/payment_intents', (intent) => wire(context, intent, fields, 'data.'));
};

const createRefund: Handler = ({ book }, fields) =>
  refundOnTheWire(book.refund(required(text(fields['payment_intent']), 'payment_intent'), integer(fields, 'amount'), metadataOf(fields)));

const listRefunds: Handler = ({ book }, fields) => {
  const intent = text(fields['payment_intent']);
  return page(
    book.refunds.filter((refund) => intent === undefined || refund.intent === intent).reverse(),
    fields,
    '/v1/refunds',
    refundOnTheWire,
  );
};

const listDisputes: Handler = ({ book, livemode }, fields) =>
  page([...book.disputes].reverse(), fields, '/v1/disputes', (dispute) => disputeOnTheWire(dispute, livemode));

const LIST = ['limit', 'starting_after', 'created', 'expand'];
const CREATE = [
  ...['amount', 'currency', 'capture_method', 'confirm', 'payment_method', 'automatic_payment_methods', 'return_url'],
  ...['payment_method_options', 'metadata', 'expand'],
];
const ROUTES: readonly Route[] = [
  { operation: 'create', method: 'POST', path: /^\/v1\/payment_intents$/, knows: CREATE, handle: createIntent },
  { operation: 'list', method: 'GET', path: /^\/v1\/payment_intents$/, knows: LIST, handle: listIntents },
  {
    ...{ operation: 'retrieve', method: 'GET', path: /^\/v1\/payment_intents\/(\w+)$/, knows: ['expand'] },
    handle: (context, fields, id) => wire(context, context.book.intent(id), fields),
  },
  {
    ...{
      operation: 'capture',
      method: 'POST',
      path: /^\/v1\/payment_intents\/(\w+)\/capture$/,
      knows: ['amount_to_capture', 'final_capture', 'expand'],
    },
    handle: (context, fields, id) =>
      wire(context, context.book.capture(id, integer(fields, 'amount_to_capture'), text(fields['final_capture']) !== 'false'), fields),
  },
  {
    ...{ operation: 'cancel', method: 'POST', path: /^\/v1\/payment_intents\/(\w+)\/cancel$/, knows: ['cancellation_reason', 'expand'] },
    handle: (context, fields, id) => wire(context, context.book.cancel(id), fields),
  },
  {
    operation: 'refund',
    method: 'POST',
    path: /^\/v1\/refunds$/,
    knows: ['payment_intent', 'amount', 'metadata', 'reason', 'expand'],
    handle: createRefund,
  },
  { operation: 'list', method: 'GET', path: /^\/v1\/refunds$/, knows: ['payment_intent', ...LIST], handle: listRefunds },
  { operation: 'list', method: 'GET', path: /^\/v1\/disputes$/, knows: ['payment_intent', ...LIST], handle: listDisputes },
];

/** The route of a request, ready to run. @throws StripeProblem as Stripe answers */
export function routeOf(
  method: string,
  path: string,
  fields: FormFields,
): { readonly operation: Operation; run(context: ApiContext): object } {
  const route = ROUTES.find((one) => one.method === method && one.path.test(path));
  if (!route) throw new StripeProblem(404, 'invalid_request_error', `Unrecognized request URL (${method}: ${path}).`);
  const unknown = Object.keys(fields).find((name) => !route.knows.includes(name));
  if (unknown !== undefined) throw invalid(`Received unknown parameter: ${unknown}`, { code: 'parameter_unknown', param: unknown });
  const id = route.path.exec(path)?.[1] ?? '';
  return { operation: route.operation, run: (context) => route.handle(context, fields, id) };
}
