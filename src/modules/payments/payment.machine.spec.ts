import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  attemptPredecessorsOf,
  ATTEMPT_STATES,
  CONFIRMABLE,
  PAYMENT_STATUSES,
  PAYMENT_TRANSITIONS,
  predecessorsOf,
  REFUNDABLE,
  refundPredecessorsOf,
  UNDECIDED,
} from './payment.machine';
import type { PaymentStatus } from './payment.machine';

const TAKEN: readonly PaymentStatus[] = ['captured', 'part_refunded', 'refunded', 'disputed'];

describe('the payment machine', () => {
  it('never forgets money that was taken', () => {
    for (const status of TAKEN) expect(PAYMENT_TRANSITIONS[status].filter((next) => !TAKEN.includes(next))).toEqual([]);
  });

  it('learns of money that was taken wherever a gateway may hold a charge', () => {
    expect([...predecessorsOf('captured')].sort()).toEqual([
      'authorised',
      'disputed',
      'failed',
      'processing',
      'requires_action',
      'unknown',
      'voided',
    ]);
  });

  it('never takes an open outcome for a refusal or a decided one for open', () => {
    expect(predecessorsOf('unknown')).toEqual(['processing']);
    expect(UNDECIDED.every((status) => PAYMENT_TRANSITIONS[status].includes('captured'))).toBe(true);
  });

  it('lets a payment be confirmed when nothing is under way, and not again while something is', () => {
    expect([...CONFIRMABLE].sort()).toEqual(['created', 'failed', 'requires_action']);
  });

  it('names every way back as the way there', () => {
    for (const to of PAYMENT_STATUSES) for (const from of predecessorsOf(to)) expect(PAYMENT_TRANSITIONS[from]).toContain(to);
  });
});

describe('what moves with a payment', () => {
  it('has attempts that never start over', () => {
    expect(attemptPredecessorsOf('processing')).toEqual([]);
    for (const state of ATTEMPT_STATES) expect(attemptPredecessorsOf(state)).not.toContain(state);
  });

  it('refunds only what was captured, and settles a refund once', () => {
    expect(REFUNDABLE).toEqual(['captured', 'part_refunded']);
    expect(refundPredecessorsOf('succeeded')).toEqual(['pending', 'unknown']);
    expect(refundPredecessorsOf('failed')).toEqual(['pending', 'unknown']);
  });

  it('is what the diagram in the README shows', () => {
    const readme = readFileSync(join(__dirname, 'README.md'), 'utf8');
    const drawn = [...readme.matchAll(/^ {2}(\w+) --> (\w+)/gm)].map(([, from, to]) => `${from} ${to}`);
    const table = PAYMENT_STATUSES.flatMap((from) => PAYMENT_TRANSITIONS[from].map((to) => `${from} ${to}`));
    expect(drawn.sort()).toEqual(table.sort());
  });
});
