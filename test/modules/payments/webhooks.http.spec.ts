import { signWebhook } from '../../../src/modules/payments/gateways/webhook-signature';
import { newId } from '../../../src/platform/ids';
import { House, SECRET } from './house';

let house: House;
let url: string;
beforeAll(
  async () => ({ house, url } = await House.open({ PUBLIC_URL: 'http://shop.example.com', RETURN_ORIGINS: 'https://shop.example.com' })),
);
afterEach(() => house.empty());
afterAll(() => house.close());

const post = (path: string, body: string | Buffer, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(url + path, { method: 'POST', body, headers, redirect: 'manual' });
const webhook = (body: Buffer, signature: string, type = 'application/json'): Promise<Response> =>
  post('/v1/webhooks/payments/sandbox', body, { 'portico-signature': signature, 'content-type': type });

describe('POST /v1/webhooks/payments/{gateway}', () => {
  it.each(['application/json', 'text/plain', 'application/json; charset=latin1'])('takes the exact bytes, as %s too', async (type) => {
    const body = Buffer.from('{ "id":"evt_1",\n "type":"charge.captured", "x": "Gr\u00fc\u00dfe" }\n');
    const answer = await webhook(body, signWebhook(SECRET, body, new Date()), type);
    expect([answer.status, await answer.json()]).toEqual([200, { received: true }]);
    const [row] = await house.database.query<{ raw_body: Buffer; headers: unknown }>('SELECT raw_body, headers FROM payments_inbox');
    expect(row?.raw_body.equals(body)).toBe(true);
    expect(JSON.stringify(row?.headers)).not.toContain('127.0.0.1');
  });

  it('answers 200 to a message it has', async () => {
    const body = Buffer.from('{"id":"evt_2","type":"charge.captured"}');
    const answers = await Promise.all(Array.from({ length: 10 }, () => webhook(body, signWebhook(SECRET, body, new Date()))));
    expect(answers.map(({ status }) => status)).toEqual(Array<number>(10).fill(200));
    expect(await house.count('payments_inbox')).toBe(1);
  });

  it.each(['', 't=1,v1=00', `t=${Math.floor(Date.now() / 1000)},v1=${'0'.repeat(64)}`])(
    'answers 400 to the signature "%s"',
    async (signature) => {
      const answer = await webhook(Buffer.from('{"id":"evt_3","type":"charge.captured"}'), signature);
      expect([answer.status, answer.headers.get('content-type')]).toEqual([400, expect.stringContaining('application/problem+json')]);
      expect(await answer.json()).toMatchObject({ code: 'payments/webhook-signature-invalid' });
    },
  );

  it('answers 400 without a body, and 404 for a gateway that is not there', async () => {
    expect((await post('/v1/webhooks/payments/sandbox', '')).status).toBe(400);
    expect((await post('/v1/webhooks/payments/nobody', '{}')).status).toBe(404);
  });

  it("is where the sandbox's callbacks arrive by themselves", async () => {
    await house.pay('pm_card_visa');
    house.clock.forward(1);
    await house.callbacks.deliverDue();
    expect(await house.count(`payments_inbox WHERE type = 'charge.captured'`)).toBe(1);
  });
});

describe("the sandbox bank's page", () => {
  const challenge = async (returnUrl?: string): Promise<{ paymentId: string; path: string }> => {
    const { id } = await house.place(1999);
    const payment = await house.confirm(id, 'pm_card_threeDSecure2Required', returnUrl);
    const address = new URL(payment.nextAction?.url ?? '');
    expect(address.origin).toBe('http://shop.example.com');
    return { paymentId: id, path: address.pathname };
  };
  const press = (path: string, outcome: string): Promise<Response> =>
    post(path, `outcome=${outcome}`, { 'content-type': 'application/x-www-form-urlencoded', accept: 'text/html' });

  it('shows the amount and two buttons, without scripts', async () => {
    const { path } = await challenge();
    const page = await fetch(url + path, { headers: { accept: 'text/html,application/xhtml+xml' } });
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(page.headers.get('content-security-policy')).not.toMatch(/form-action|script-src/);
    const html = await page.text();
    expect(html).toContain('19.99 EUR');
    expect(html.match(/<button/g)).toHaveLength(2);
    expect(html).not.toContain('<script');
  });

  it.each([
    ['complete', 'captured'],
    ['fail', 'failed'],
  ])('leads back to the shop after "%s", and the payment is %s', async (outcome, status) => {
    const { paymentId, path } = await challenge('https://shop.example.com/done?order=1');
    const answer = await press(path, outcome);
    expect([answer.status, answer.headers.get('location')]).toEqual([303, `https://shop.example.com/done?order=1&paymentId=${paymentId}`]);
    expect((await house.apply(await house.payments.inquire(paymentId))).payment.status).toBe(status);
  });

  it('counts the first button only, and shows how things stand', async () => {
    const { path } = await challenge();
    expect(await (await press(path, 'complete')).text()).toContain('The payment is complete.');
    expect(await (await press(path, 'fail')).text()).toContain('The payment is complete.');
    expect(await house.count('payments_sandbox_entry')).toBe(2);
  });

  it.each(['', 'outcome=steal', 'outcome='])('does nothing for "%s"', async (form) => {
    const { path } = await challenge('https://shop.example.com/done');
    const answer = await post(path, form, { 'content-type': 'application/x-www-form-urlencoded' });
    expect([answer.status, (await answer.text()).includes('Complete the payment')]).toEqual([200, true]);
  });

  it('is 404 for another charge and 400 for no id at all', async () => {
    expect((await fetch(`${url}/v1/sandbox/challenges/${newId('chrg')}`)).status).toBe(404);
    expect((await fetch(`${url}/v1/sandbox/challenges/1`, { headers: { accept: 'text/html' } })).status).toBe(400);
  });
});

type Body = Record<string, unknown> & { readonly data: readonly Record<string, unknown>[] };

describe('the views of staff', () => {
  const get = async (path: string): Promise<{ status: number; body: Body }> => {
    const answer = await fetch(url + path);
    return { status: answer.status, body: (await answer.json()) as Body };
  };

  it('page through payments by status and order', async () => {
    const paid = [await house.pay('pm_card_visa'), await house.pay('pm_card_visa'), await house.pay('pm_card_visa')];
    await house.pay('pm_card_chargeDeclined');
    const first = await get('/v1/admin/payments?status=captured&limit=2&include=total');
    expect(first.body).toMatchObject({ total: 3, page: { hasMore: true }, data: [{ id: paid[2]?.id }, { id: paid[1]?.id }] });
    const { nextCursor } = first.body['page'] as { nextCursor: string };
    const second = await get(`/v1/admin/payments?status=captured&limit=2&cursor=${nextCursor}`);
    expect(second.body).toMatchObject({ page: { hasMore: false, nextCursor: null }, data: [{ id: paid[0]?.id }] });
    expect((await get(`/v1/admin/payments?limit=2&cursor=${nextCursor}`)).status).toBe(400);
    expect((await get(`/v1/admin/payments?orderId=${paid[1]?.orderId}`)).body.data).toHaveLength(1);
    expect((await get('/v1/admin/payments?status=rich')).status).toBe(400);
  });

  it('show everything about one payment', async () => {
    const { id } = await house.pay('pm_card_chargeDeclined');
    await house.confirm(id, 'pm_card_visa');
    await house.refund(id, 500);
    expect((await get(`/v1/admin/payments/${id}`)).body).toMatchObject({
      ...{ id, status: 'part_refunded', refunded: { amount: 500, currency: 'EUR' } },
      attempts: [{ state: 'failed', declineCode: 'card_declined' }, { state: 'captured' }],
      refunds: [{ state: 'succeeded', amount: { amount: 500 } }],
      facts: [{ kind: 'failed' }, { kind: 'captured' }, { kind: 'refunded' }],
      ledger: [{ posting: `capture:${id}:1999` }, {}, { account: 'receivable', debit: { amount: 500 } }, { credit: { amount: 500 } }],
    });
    expect((await get(`/v1/admin/payments/${newId('pay')}`)).status).toBe(404);
  });

  it('list messages by state and put one back in line, once', async () => {
    const body = Buffer.from('{"id":"evt_9","type":"charge.sparkled"}');
    await webhook(body, signWebhook(SECRET, body, new Date()));
    const { data } = (await get('/v1/admin/webhook-inbox?state=received')).body;
    const id = String(data[0]?.['id']);
    expect((await post(`/v1/admin/webhook-inbox/${id}/replay`, '')).status).toBe(409);
    await house.work(id);
    expect((await get('/v1/admin/webhook-inbox?state=ignored')).body.data).toMatchObject([
      { id, reason: expect.stringContaining('sparkled') },
    ]);
    const replayed = await post(`/v1/admin/webhook-inbox/${id}/replay`, '');
    expect([replayed.status, await replayed.json()]).toEqual([200, expect.objectContaining({ id, state: 'received', reason: null })]);
  });
});
