import type { FactKind, PaymentFact } from '../../../src/modules/payments';
import { Money } from '../../../src/platform/money';
import { House } from './house';

let house: House;
beforeAll(async () => (house = await House.build()));
afterEach(async () => {
  expect(await house.violations()).toEqual([]);
  await house.empty();
});
afterAll(() => house.close());

const eur = (amount: number) => Money.of(amount, 'EUR');

/** What the bank has told about its disputes, as facts. */
async function told(): Promise<ReadonlyMap<FactKind, PaymentFact>> {
  const rows = await house.database.query<{ body: string; event_id: string }>(
    `SELECT body, event_id FROM payments_sandbox_callback WHERE type LIKE 'dispute.%' ORDER BY due_at`,
  );
  const facts = rows.flatMap(({ body, event_id: id }) => house.gateways.named('sandbox').readEvent(Buffer.from(body), id) ?? []);
  return new Map(facts.map((fact) => [fact.kind, fact]));
}

async function disputed(token: string): Promise<{ id: string; say: (kind: FactKind, more?: Partial<PaymentFact>) => Promise<boolean> }> {
  const { id } = await house.pay(token, 1000);
  const facts = await told();
  const say = async (kind: FactKind, more: Partial<PaymentFact> = {}) => {
    const fact = facts.get(kind);
    if (!fact) throw new Error(`The bank never said ${kind}`);
    return (await house.apply({ ...fact, ...more })).changed;
  };
  return { id, say };
}

describe('a dispute', () => {
  it('holds the money, once, however often it is told of, and lets nothing be refunded', async () => {
    const { id, say } = await disputed('pm_card_createDispute');
    const news = await Promise.all(Array.from({ length: 20 }, () => say('disputed')));
    expect(news.filter(Boolean)).toHaveLength(1);
    expect(await house.row(id)).toMatchObject({ status: 'disputed', disputed: 1000 });
    await expect(house.refund(id, 1)).rejects.toMatchObject({ name: 'payments/state-conflict' });
    expect(await house.count(`payments_posting WHERE posting_key LIKE 'dispute:%'`)).toBe(1);
  });

  it('that is won gives the money back to the shop, which may refund it again', async () => {
    const { id, say } = await disputed('pm_card_createDisputeWon');
    await say('disputed');
    expect(await say('dispute_won')).toBe(true);
    expect(await say('dispute_won')).toBe(false);
    expect(await house.row(id)).toMatchObject({ status: 'captured', disputed: 0 });
  });

  it('that is lost leaves nothing to refund', async () => {
    const { id, say } = await disputed('pm_card_createDisputeLost');
    await say('disputed');
    await say('dispute_lost');
    expect(await house.row(id)).toMatchObject({ status: 'refunded', disputed: 1000, refunded: 0 });
    await expect(house.refund(id, 1)).rejects.toMatchObject({ name: 'payments/state-conflict' });
  });

  it('may be decided before anybody said that it was opened', async () => {
    const { id, say } = await disputed('pm_card_createDisputeLost');
    expect(await say('dispute_lost')).toBe(true);
    expect(await say('disputed')).toBe(false);
    expect(await house.row(id)).toMatchObject({ status: 'refunded', disputed: 1000 });
  });

  it('keeps its payment disputed while a refund that was under way before is settled', async () => {
    const { id, say } = await disputed('pm_card_createDisputeWon');
    const refund = await house.payments.beginRefund({ paymentId: id, amount: eur(400), requestKey: 'before' });
    const answer = await house.payments.callGatewayRefund(refund.id);
    await say('disputed');
    await house.apply(answer);
    expect(await house.row(id)).toMatchObject({ status: 'disputed', refunded: 400 });
    await say('dispute_won');
    expect(await house.row(id)).toMatchObject({ status: 'part_refunded', disputed: 0 });
    await expect(house.refund(id, 601)).rejects.toMatchObject({ name: 'payments/refund-too-large' });
    expect((await house.refund(id, 600)).status).toBe('refunded');
  });

  it.each<[string, Partial<PaymentFact>]>([
    ['more than was taken', { amount: eur(1001) }],
    ['another currency', { amount: Money.of(1000, 'USD') }],
    ['another mode', { mode: 'live' }],
  ])('over %s is not believed', async (_, wrong) => {
    const { id, say } = await disputed('pm_card_createDispute');
    expect(await say('disputed', wrong)).toBe(false);
    expect(await house.row(id)).toMatchObject({ status: 'captured', disputed: 0 });
    expect(await house.count(`payments_fact WHERE outcome = 'contradiction'`)).toBe(1);
  });
});

describe('what is written down of a gateway', () => {
  it('holds no card number, whatever a gateway says', async () => {
    const { id } = await house.place();
    const { attempt } = await house.payments.beginConfirm(id, { paymentMethod: 'pm_card_chargeDeclined' });
    const fact = await house.payments.callGateway({ id: attempt?.id ?? '' });
    await house.apply({ ...fact, declineCode: '4242424242424242' });
    await house.apply({ ...fact, declineCode: 'card_4242_4242_4242_4242' });
    const [row] = await house.database.query<{ said: string }>(
      `SELECT CONCAT_WS(' ', (SELECT GROUP_CONCAT(decline_code) FROM payments_fact), (SELECT GROUP_CONCAT(decline_code) FROM payments_attempt),
         (SELECT GROUP_CONCAT(failure_code) FROM payments_payment)) AS said`,
    );
    expect(row?.said).not.toContain('4242');
  });
});
