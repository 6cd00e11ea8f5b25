import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DatabaseBusy } from '../../../src/platform/database';
import { signWebhook } from '../../../src/modules/payments/gateways/webhook-signature';
import type { Problem } from '../../../src/platform/http';
import { House, SECRET } from './house';

let house: House;
let shop: Server;
let answers: number[] = [];
let down = false;

/** The shop's webhook address, as small as it can be: exact bytes in, status out. */
function listen(): Promise<Server> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    const finish = async (): Promise<number> => {
      if (down || request.url !== '/v1/webhooks/payments/sandbox') return 503;
      await house.inbox.receive('sandbox', Buffer.concat(chunks), request.headers);
      return 200;
    };
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const done = (status: number): void => void response.writeHead(status).end(() => answers.push(status));
      finish().then(done, (error: Problem) => done(error.type?.status ?? 500));
    });
  });
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
}

beforeAll(async () => {
  shop = await listen();
  house = await House.build({ SANDBOX_WEBHOOK_URL: `http://127.0.0.1:${(shop.address() as AddressInfo).port}` });
});
afterEach(async () => {
  expect(await house.violations()).toEqual([]);
  await house.empty();
  [answers, down] = [[], false];
});
afterAll(async () => {
  await house.close();
  await new Promise((resolve) => shop.close(resolve));
});

const receive = (body: string | Buffer, header?: string): Promise<void> => {
  const raw = Buffer.from(body);
  return house.inbox.receive('sandbox', raw, { 'portico-signature': header ?? signWebhook(SECRET, raw, house.clock.now()) });
};
/** Sends it again when the shop is too busy, as a gateway does after 503. */
const receivePatiently = (body: string): Promise<void> =>
  receive(body).catch((error: unknown) => {
    if (!(error instanceof DatabaseBusy)) throw error;
    return receivePatiently(body);
  });
const inboxIds = async (): Promise<string[]> =>
  (await house.database.query<{ id: string }>('SELECT id FROM payments_inbox ORDER BY id')).map(({ id }) => id);
const messages = (state: string) => house.count('payments_inbox WHERE state = ?', [state]);

/** Delivers every callback that falls due within the next seconds. */
async function deliver(seconds = 1): Promise<string[]> {
  house.clock.forward(seconds);
  await house.callbacks.deliverDue();
  return inboxIds();
}

async function lastWebhook(): Promise<Record<string, unknown> & { charge: Record<string, unknown> }> {
  const [row] = await house.database.query<{ body: string }>('SELECT body FROM payments_sandbox_callback ORDER BY id DESC LIMIT 1');
  return JSON.parse(row?.body ?? '{}');
}

/** A message that nobody has told before: the customer completed the challenge and did not come back. */
async function news(): Promise<string> {
  const payment = await house.pay('pm_card_threeDSecure2Required');
  await house.bank.consent(payment.nextAction?.url.split('/').at(-1) ?? '');
  await deliver();
  const [message] = await house.database.query<{ id: string }>(
    "SELECT id FROM payments_inbox WHERE type = 'charge.captured' AND state = 'received'",
  );
  return message?.id ?? '';
}

describe('the inbox', () => {
  it('stores one of a hundred equal messages that arrive at once, and answers all of them', async () => {
    const body = JSON.stringify({ id: 'evt_many', type: 'charge.captured' });
    await Promise.all(Array.from({ length: 100 }, () => receivePatiently(body)));
    expect(await inboxIds()).toHaveLength(1);
  });

  it.each([
    ['a forged signature', (raw: Buffer) => signWebhook('another-secret-of-nobody', raw, new Date())],
    ['a stale signature', (raw: Buffer) => signWebhook(SECRET, raw, new Date(Date.now() - 3_600_000))],
    ['a signature of other bytes', () => signWebhook(SECRET, Buffer.from('{}'), new Date())],
    ['a truncated signature', (raw: Buffer) => signWebhook(SECRET, raw, new Date()).slice(0, -2)],
    ['no signature', () => ''],
  ])('refuses %s and stores nothing', async (_, sign) => {
    const body = JSON.stringify({ id: 'evt_1', type: 'charge.captured' });
    await expect(receive(body, sign(Buffer.from(body)))).rejects.toMatchObject({ name: 'payments/webhook-signature-invalid' });
    expect(await inboxIds()).toEqual([]);
  });

  it.each(['not json', '[]', '{"id":"evt_1"}', '{"id":"","type":"x"}', '{"id":"ümlaut","type":"x"}'])(
    'refuses %s although it is signed',
    async (body) => {
      await expect(receive(body)).rejects.toMatchObject({ name: 'payments/webhook-unreadable' });
    },
  );

  it('gives a message that two workers have read one effect, and neither of them fails', async () => {
    const id = await news();
    const facts = await Promise.all([house.payments.factFromEvent(id), house.payments.factFromEvent(id)]);
    for (const fact of facts) {
      if (!fact) throw new Error('The message tells nothing');
      await house.apply(fact);
    }
    await house.database.transaction(() => house.payments.markProcessed(id));
    expect(await house.count('payments_fact WHERE inbox_id = ?', [id])).toBe(1);
  });

  it('keeps a type it does not know, and lets it be', async () => {
    await receive(JSON.stringify({ id: 'evt_new', type: 'charge.sparkled' }));
    const [id = ''] = await inboxIds();
    expect(await house.work(id)).toBeNull();
    expect(await house.inbox.get(id)).toMatchObject({ state: 'ignored', lastError: 'the type charge.sparkled tells nothing about money' });
    expect((await house.inbox.get(id)).rawBody.toString()).toBe('{"id":"evt_new","type":"charge.sparkled"}');
  });

  it('gives a message up after ten failures, and takes it back in when staff replay it', async () => {
    await receive(JSON.stringify({ id: 'evt_bad', type: 'charge.captured' }));
    const [id = ''] = await inboxIds();
    const states: string[] = [];
    for (let i = 0; i < 10; i += 1) states.push(await house.payments.markFailed(id, new Error('broken')));
    expect(states).toEqual([...Array<string>(9).fill('received'), 'dead']);
    expect(await house.inbox.get(id)).toMatchObject({ attempts: 10, lastError: 'Error: broken' });
    await house.inbox.replay(id);
    expect(await house.inbox.get(id)).toMatchObject({ state: 'received', attempts: 0, lastError: null });
    await expect(house.inbox.replay(id)).rejects.toMatchObject({ name: 'payments/inbox-event-not-replayable' });
  });
});

describe("the sandbox's webhooks", () => {
  it('settle a payment whose answer was lost, by our own stored id, once it is known', async () => {
    const payment = await house.pay('pm_card_timeout');
    const [id = ''] = await deliver();
    await expect(house.work(id)).rejects.toThrow('has not arrived yet');
    await house.apply(await house.payments.inquire(payment.id));
    expect(await house.work(id)).toMatchObject({ changed: false, payment: { status: 'captured' } });
    expect(await messages('processed')).toBe(1);
    expect(await house.work(id)).toBeNull();
  });

  it('are not passed over when their charge becomes known while they are looked at', async () => {
    const payment = await house.pay('pm_card_timeout');
    const [id = ''] = await deliver();
    const chargeCalled = house.store.chargeCalled.bind(house.store);
    jest.spyOn(house.store, 'chargeCalled').mockImplementationOnce(async (gateway, gatewayId) => {
      const found = await chargeCalled(gateway, gatewayId);
      await house.database.detached(async () => house.apply(await house.payments.inquire(payment.id)));
      return found;
    });
    expect(await house.work(id)).toMatchObject({ changed: false, payment: { status: 'captured' } });
    expect(await messages('processed')).toBe(1);
  });

  it('capture a payment whose challenge was completed while the customer did not come back', async () => {
    const payment = await house.pay('pm_card_threeDSecure2Required');
    await deliver();
    await house.bank.consent(payment.nextAction?.url.split('/').at(-1) ?? '');
    const ids = await deliver();
    const applied = await Promise.all(ids.map((id) => house.work(id)));
    expect(applied.filter((result) => result?.changed)).toHaveLength(1);
    expect((await house.row(payment.id)).status).toBe('captured');
    expect(answers).toEqual([200, 200]);
  });

  it('change nothing when they come twice, or to several workers at once', async () => {
    const payment = await house.pay('pm_card_duplicateWebhook');
    const ids = await deliver();
    expect([ids.length, answers]).toEqual([1, [200, 200]]);
    // The copies are at it together: whichever comes first may have left it to be worked on.
    await house.work(ids[0] ?? '');
    expect(await house.count('payments_fact WHERE inbox_id = ?', [ids[0]])).toBe(1);
    expect(await house.count('payments_posting WHERE payment_id = ?', [payment.id])).toBe(1);
    const id = await news();
    const worked = await Promise.all(Array.from({ length: 10 }, () => house.work(id)));
    expect(worked.filter((applied) => applied !== null)).toHaveLength(1);
    expect(await house.count('payments_fact WHERE inbox_id = ?', [id])).toBe(1);
  });

  it('come late for some cards', async () => {
    await house.pay('pm_card_lateWebhook');
    expect(await deliver(1)).toHaveLength(0);
    expect(await deliver(5)).toHaveLength(1);
  });

  it.each([
    ['another amount', { amount: 1 }, 'the amount 1 is not 1999'],
    ['another currency', { currency: 'USD' }, 'the currency USD is not EUR'],
    ['a charge that is not ours', { id: 'chrg_0000000000000000000000' }, 'no payment of ours has this gateway id'],
    ['a charge that cannot be ours', { id: 'chrg_Ünlü' }, 'no payment of ours has this gateway id'],
  ])('with %s are ignored, whatever they claim about our payment', async (_, wrong, reason) => {
    const payment = await house.pay('pm_card_threeDSecure2Required');
    const event = await lastWebhook();
    const charge = { ...event.charge, status: 'captured', reference: payment.id, ...wrong };
    await receive(JSON.stringify({ ...event, id: 'evt_wrong', type: 'charge.captured', charge }));
    const [id = ''] = await inboxIds();
    expect(await house.work(id)).toBeNull();
    expect(await house.inbox.get(id)).toMatchObject({ state: 'ignored', lastError: reason });
    expect((await house.row(payment.id)).status).toBe('requires_action');
  });

  it('of the live mode are ignored by a payment in test mode', async () => {
    await house.pay('pm_card_threeDSecure2Required');
    const event = await lastWebhook();
    await receive(JSON.stringify({ ...event, id: 'evt_live', type: 'charge.captured', livemode: true }));
    const [id = ''] = await inboxIds();
    expect(await house.work(id)).toBeNull();
    expect((await house.inbox.get(id)).lastError).toContain('live mode');
  });

  it('settle refunds too', async () => {
    const { id } = await house.pay('pm_card_visa');
    // One after the other: of two that come at once for one payment, the later may find it in use, and is then looked at as well.
    const [ofCapture] = await deliver();
    expect(await messages('processed')).toBe(1);
    await house.refund(id, 500);
    const [ofRefund = ''] = (await deliver()).filter((inboxId) => inboxId !== ofCapture);
    expect(await messages('processed')).toBe(1);
    expect(await house.work(ofRefund)).toMatchObject({ changed: false });
    expect(await messages('processed')).toBe(2);
    expect(await house.row(id)).toMatchObject({ status: 'part_refunded', refunded: 500 });
  });

  it.each([
    ['another amount', { amount: 1 }, {}],
    ['another currency', {}, { currency: 'USD' }],
    ['another charge', {}, { id: 'chrg_0000000000000000000000' }],
  ])('about a refund of %s are ignored, and the refund stays what it was', async (_, refund, charge) => {
    const { id } = await house.pay('pm_card_visa');
    await house.refund(id, 500);
    const event = await lastWebhook();
    const told = {
      ...event,
      id: 'evt_wrong',
      refund: { ...(event['refund'] as object), ...refund },
      charge: { ...event.charge, ...charge },
    };
    await receive(JSON.stringify(told));
    const [inboxId = ''] = await inboxIds();
    expect(await house.work(inboxId)).toBeNull();
    expect(await house.inbox.get(inboxId)).toMatchObject({
      state: 'ignored',
      lastError: 'the charge, amount or currency is not that of the refund',
    });
    expect(await house.row(id)).toMatchObject({ status: 'part_refunded', refunded: 500 });
  });

  it('are tried again while the shop is down', async () => {
    await house.pay('pm_card_visa');
    down = true;
    expect(await deliver()).toEqual([]);
    expect(await house.count(`payments_sandbox_callback WHERE state = 'pending' AND attempts = 1 AND last_error LIKE '%503%'`)).toBe(1);
    down = false;
    expect(await deliver(3)).toHaveLength(1);
    expect(await house.count(`payments_sandbox_callback WHERE state = 'delivered'`)).toBe(1);
  });
});
