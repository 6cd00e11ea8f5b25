import { Money } from '../../platform/money';
import { newsIn } from './fact-news';
import type { FactKind, PaymentFact } from './gateways/gateway.port';

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
