import type { FaultKind, FaultOperation } from '../../../src/modules/payments/gateways/sandbox/sandbox.fault.entity';
import type { SeededRandom } from '../seeded-random';

/** One line of the sandbox's script, as PUT /v1/sandbox/faults takes it. */
export interface Rule {
  readonly operation: FaultOperation;
  readonly kind: FaultKind;
  readonly times: number;
  readonly delayMs?: number;
}

/** What the buyers of a round do besides paying. */
export type Errand = 'pay' | 'capture' | 'refund';

export interface Script {
  readonly errand: Errand;
  readonly rules: readonly Rule[];
}

const LATE_MS = 4_000;
const CALL_KINDS = ['latency', 'drop_before', 'drop_after', 'server_error', 'malformed', 'wrong_amount', 'wrong_currency'] as const;
const POST_KINDS = [
  'drop_before',
  'drop_after',
  'malformed',
  'wrong_amount',
  'wrong_currency',
  'duplicate',
  'reorder',
  'late',
  'lost',
] as const;

const always = (operation: FaultOperation, kind: FaultKind, times: number, delayMs?: number): Rule => ({
  ...{ operation, kind, times },
  ...(delayMs !== undefined && { delayMs }),
});

function some(random: SeededRandom, operation: FaultOperation, kinds: readonly FaultKind[], lines: number): Rule[] {
  return Array.from({ length: lines }, () => always(operation, random.pick(kinds), random.between(1, 2), random.between(100, LATE_MS)));
}

type Author = (random: SeededRandom, checkouts: number) => Script;

const onAuthorise =
  (kind: FaultKind, delayMs?: number): Author =>
  (_, checkouts) => ({ errand: 'pay', rules: [always('authorise', kind, checkouts, delayMs)] });

/** Half of the buyers do not get the gateway's answer, so that for them the webhook is all there is. */
const onWebhook =
  (kind: FaultKind, errand: Errand, delayMs?: number): Author =>
  (_, checkouts) => ({
    errand,
    rules: [always('webhook', kind, checkouts, delayMs), always('authorise', 'drop_after', Math.ceil(checkouts / 2))],
  });

/** What goes wrong at the gateway, by name. */
export const scripts: ReadonlyMap<string, Author> = new Map<string, Author>([
  ['latency', onAuthorise('latency', 1_500)],
  ['drop-before', onAuthorise('drop_before')],
  ['drop-after', onAuthorise('drop_after')],
  ['server-error', onAuthorise('server_error')],
  ['malformed-answer', onAuthorise('malformed')],
  ['wrong-amount', onAuthorise('wrong_amount')],
  ['wrong-currency', onAuthorise('wrong_currency')],
  ['duplicate-webhook', onWebhook('duplicate', 'pay')],
  ['reordered-webhooks', onWebhook('reorder', 'refund', LATE_MS)],
  ['late-webhook', onWebhook('late', 'pay', LATE_MS)],
  ['lost-webhook', onWebhook('lost', 'pay')],
  ['fault-on-capture', (random, checkouts) => ({ errand: 'capture', rules: some(random, 'capture', CALL_KINDS, checkouts) })],
  ['fault-on-refund', (random, checkouts) => ({ errand: 'refund', rules: some(random, 'refund', CALL_KINDS, checkouts) })],
  [
    'fault-on-retrieve',
    (random, checkouts) => ({
      errand: 'pay',
      rules: [always('authorise', 'drop_after', checkouts), ...some(random, 'retrieve', CALL_KINDS, 10)],
    }),
  ],
  [
    'mixed',
    (random) => ({
      errand: random.pick(['pay', 'refund'] as const),
      rules: [
        ...some(random, 'authorise', CALL_KINDS, 8),
        ...some(random, 'retrieve', CALL_KINDS, 6),
        ...some(random, 'refund', CALL_KINDS, 6),
        ...some(random, 'webhook', POST_KINDS, 10),
      ],
    }),
  ],
]);
