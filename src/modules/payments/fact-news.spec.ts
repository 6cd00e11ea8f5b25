import { Money } from '../../platform/money';
import { isOldNews, newsIn } from './fact-news';
import type { FactKind, PaymentFact } from './gateways/gateway.port';
import { ATTEMPT_STATES, attemptPredecessorsOf, nextStatus, PAYMENT_STATUSES, PAYMENT_TRANSITIONS, TAKEN } from './payment.machine';
import type { AttemptState, PaymentStatus } from './payment.machine';
import { Payment } from './payments.entity';
import type { PaymentAttempt } from './payments.entity';

const payment = { amount: 10_000 };

function fact(kind: FactKind, captured?: number): PaymentFact {
  const amount = Money.of(10_000, 'EUR');
  const about = { gateway: 'sandbox', gatewayId: 'chrg_1', amount, mode: 'test', occurredAt: new Date(0), source: 'webhook' } as const;
  return { ...about, kind, ...(captured !== undefined && { captured: Money.of(captured, 'EUR') }) };
}

it('takes a capture without a sum for the whole amount', () => {
  expect(newsIn(fact('captured'), payment, { captured: 0 })).toMatchObject({ status: 'captured', captured: 10_000 });
});

it('knows a part from the whole', () => {
  expect(newsIn(fact('authorised', 4_000), payment, { captured: 0 })).toMatchObject({ status: 'authorised', captured: 4_000 });
  expect(newsIn(fact('authorised', 10_000), payment, { captured: 4_000 })).toMatchObject({ status: 'captured', captured: 10_000 });
});

it('counts nothing for a voided charge that took nothing, whatever another charge of the payment took', () => {
  expect(newsIn(fact('voided'), payment, { captured: 0 })).toMatchObject({ status: 'voided', captured: 0 });
  expect(newsIn(fact('voided', 0), payment, { captured: 0 })).toMatchObject({ status: 'voided', captured: 0 });
});

it('keeps what a charge had taken when its rest is released', () => {
  expect(newsIn(fact('voided', 4_000), payment, { captured: 4_000 })).toMatchObject({ status: 'captured', captured: 4_000 });
  expect(newsIn(fact('voided', 4_000), payment, { captured: 0 })).toMatchObject({ status: 'captured', captured: 4_000 });
  expect(newsIn(fact('voided'), payment, { captured: 4_000 }).status).toBe('captured');
});

describe('old news', () => {
  const charge = (status: PaymentStatus, state: AttemptState, captured: number): readonly [Payment, PaymentAttempt] => [
    Object.assign(new Payment(), { amount: 10_000, currency: 'EUR', status, attemptId: 'att_1', captured }),
    { id: 'att_1', mode: 'test', gatewayId: 'chrg_1', state, captured } as PaymentAttempt,
  ];

  it.each(['captured', 'part_refunded', 'refunded', 'disputed'] as const)(
    'are captures of what was taken, once the payment is %s',
    (status) => {
      expect(isOldNews(fact('captured', 10_000), ...charge(status, 'captured', 10_000))).toBe(true);
      expect(isOldNews(fact('captured'), ...charge(status, 'captured', 10_000))).toBe(true);
      expect(isOldNews(fact('authorised', 4_000), ...charge(status, 'captured', 10_000))).toBe(true);
    },
  );

  it.each([
    ['more money', fact('captured', 10_000), charge('captured', 'captured', 4_000)],
    ['a payment that is not taken yet', fact('authorised', 4_000), charge('authorised', 'authorised', 4_000)],
    ['an attempt whose answer has not come', fact('authorised', 0), charge('captured', 'unknown', 0)],
    ['a release', fact('voided', 10_000), charge('captured', 'captured', 10_000)],
    ['a refund', { ...fact('captured', 10_000), gatewayRefundId: 're_1' }, charge('captured', 'captured', 10_000)],
    ['a dispute', { ...fact('captured', 10_000), gatewayDisputeId: 'dp_1' }, charge('captured', 'captured', 10_000)],
    ['the other mode', { ...fact('captured', 10_000), mode: 'live' as const }, charge('captured', 'captured', 10_000)],
  ])('are not %s', (_, told, [payment, attempt]) => {
    expect(isOldNews(told, payment, attempt)).toBe(false);
  });

  it('are not what another charge of the payment tells', () => {
    const [payment, attempt] = charge('captured', 'captured', 10_000);
    expect(isOldNews(fact('captured', 10_000), payment, { ...attempt, id: 'att_2' })).toBe(false);
  });

  it('stay old in every state that may follow', () => {
    expect(TAKEN.every((status) => PAYMENT_TRANSITIONS[status].every((next) => TAKEN.includes(next)))).toBe(true);
    const kinds = ['captured', 'authorised', 'voided', 'failed', 'requires_action', 'unknown'] as const;
    const all = PAYMENT_STATUSES.flatMap((status) =>
      ATTEMPT_STATES.flatMap((state) =>
        [0, 4_000, 10_000].flatMap((have) =>
          kinds.flatMap((kind) => [undefined, 0, 4_000, 10_000].map((told) => ({ status, state, have, told: fact(kind, told) }))),
        ),
      ),
    );
    const old = all.filter(({ status, state, have, told }) => isOldNews(told, ...charge(status, state, have)));
    expect(old.length).toBeGreaterThan(10);
    for (const { state, have, told } of old) {
      const news = newsIn(told, payment, { captured: have });
      expect(news.captured).toBeLessThanOrEqual(have);
      expect(statesAfter(state).filter((later) => attemptPredecessorsOf(news.status).includes(later))).toEqual([]);
      expect(TAKEN.map((later) => nextStatus(later, news.status, false)).filter((next) => next !== null)).toEqual([]);
    }
  });
});

function statesAfter(state: AttemptState, known: readonly AttemptState[] = [state]): readonly AttemptState[] {
  const next = ATTEMPT_STATES.filter(
    (other) => !known.includes(other) && known.some((from) => attemptPredecessorsOf(other).includes(from)),
  );
  return next.length === 0 ? known : statesAfter(state, [...known, ...next]);
}
