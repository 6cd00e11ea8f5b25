import { signWebhook } from '../../../src/modules/payments/gateways/webhook-signature';
import type { InboxMessage } from '../../../src/modules/payments/inbox/inbox.entity';
import { House, SECRET } from './house';

let house: House;

beforeAll(async () => {
  house = await House.build();
});
afterEach(async () => {
  expect(await house.violations()).toEqual([]);
  await house.empty();
});
afterAll(() => house.close());

/** Receives the last message of the bank, with other words about the charge, and answers its row. */
async function receive(about: object = {}): Promise<InboxMessage> {
  const [row] = await house.database.query<{ body: string }>('SELECT body FROM payments_sandbox_callback ORDER BY id DESC LIMIT 1');
  const event = JSON.parse(row?.body ?? '{}') as { readonly charge: object };
  const raw = Buffer.from(JSON.stringify({ ...event, charge: { ...event.charge, ...about } }));
  await house.inbox.receive('sandbox', raw, { 'portico-signature': signWebhook(SECRET, raw, house.clock.now()) });
  const [stored] = await house.database.query<{ id: string }>('SELECT id FROM payments_inbox');
  return house.inbox.get(stored?.id ?? '');
}

const toWorkOn = () => house.count("platform_outbox WHERE type = 'payments.gateway_event_received'");

it('is settled as it is stored, and gives nobody work', async () => {
  const payment = await house.pay('pm_card_visa');
  const { id, state, settledAt } = await receive();
  expect([state, settledAt]).toEqual(['processed', expect.any(Date)]);
  expect(await house.database.query('SELECT payment_id, kind, outcome, source FROM payments_fact WHERE inbox_id = ?', [id])).toEqual([
    { payment_id: payment.id, kind: 'captured', outcome: 'no_change', source: 'webhook' },
  ]);
  expect([await toWorkOn(), await house.work(id)]).toEqual([0, null]);
});

it('is not what nobody has told before', async () => {
  const payment = await house.pay('pm_card_threeDSecure2Required');
  await house.bank.consent(payment.nextAction?.url.split('/').at(-1) ?? '');
  const { id, state } = await receive();
  expect([state, await toWorkOn()]).toEqual(['received', 1]);
  expect(await house.work(id)).toMatchObject({ changed: true });
});

it('waits for nobody who works on the payment: then it is looked at later', async () => {
  const payment = await house.pay('pm_card_visa');
  const message = await house.database.transaction(async () => {
    await house.store.lock(payment.id);
    return house.database.detached(() => receive());
  });
  expect(message.state).toBe('received');
  expect(await house.work(message.id)).toMatchObject({ changed: false });
  expect((await house.inbox.get(message.id)).state).toBe('processed');
});

it.each([
  ['another amount', { amount: 1 }],
  ['another currency', { currency: 'USD' }],
  ['a charge that is not ours', { id: 'chrg_0000000000000000000000' }],
])('is no message about a paid payment with %s: it is looked at, and ignored', async (_, wrong) => {
  await house.pay('pm_card_visa');
  const { id, state } = await receive(wrong);
  expect(state).toBe('received');
  expect(await house.work(id)).toBeNull();
  expect((await house.inbox.get(id)).state).toBe('ignored');
});

it('keeps no message out, whatever that calls a charge', async () => {
  await house.pay('pm_card_visa');
  expect((await receive({ id: 'chrg_\u00e9' })).state).toBe('received');
});
