import type { PaymentFact } from '../../../src/modules/payments';
import { newId } from '../../../src/platform/ids';
import { Money } from '../../../src/platform/money';
import { House } from './house';

let house: House;
beforeAll(async () => (house = await House.build({ PAYMENT_CAPTURE: 'manual' })));
afterEach(async () => {
  expect(await house.violations()).toEqual([]);
  await house.empty();
});
afterAll(() => house.close());

const eur = (amount: number) => Money.of(amount, 'EUR');
const postings = (paymentId: string) =>
  house.database.query<{ posting_key: string }>('SELECT posting_key FROM payments_posting WHERE payment_id = ? ORDER BY id', [paymentId]);

/** The messages that the bank owes, put into the inbox and worked on, in the order that the test asks for. */
async function webhooks(reverse = false): Promise<PaymentFact[]> {
  const rows = await house.database.query<{ body: string; event_id: string }>(
    'SELECT body, event_id FROM payments_sandbox_callback ORDER BY due_at, id',
  );
  const facts = rows.flatMap(({ body, event_id: id }) => house.gateways.named('sandbox').readEvent(Buffer.from(body), id) ?? []);
  return reverse ? facts.reverse() : facts;
}

describe('authorising and capturing apart', () => {
  it('only authorises when the shop captures by hand, and takes everything at once without an amount', async () => {
    const { id, ...payment } = await house.pay('pm_card_visa', 100);
    expect(payment).toMatchObject({ status: 'authorised', authorised: eur(100), captured: eur(0) });
    expect(await house.capture(id)).toMatchObject({ status: 'captured', captured: eur(100) });
  });

  it('takes 30, 30 and 40 of 100, each once, and is captured when nothing is left', async () => {
    const { id } = await house.pay('pm_card_visa', 100);
    expect(await house.capture(id, 30)).toMatchObject({ status: 'authorised', captured: eur(30) });
    expect(await house.capture(id, 30)).toMatchObject({ status: 'authorised', captured: eur(60) });
    expect(await house.capture(id, 40)).toMatchObject({ status: 'captured', authorised: eur(100), captured: eur(100) });
    expect((await postings(id)).map(({ posting_key: key }) => key.split(':')[2])).toEqual(['30', '60', '100']);
    expect(await house.count(`payments_capture WHERE state = 'succeeded' AND open_payment_id IS NULL`)).toBe(3);
    await expect(house.capture(id, 1)).rejects.toMatchObject({ name: 'payments/state-conflict' });
  });

  it.each([false, true])('books the same captures from webhooks, in whatever order (reversed: %s)', async (reverse) => {
    const { id } = await house.pay('pm_card_visa', 100);
    for (const amount of [30, 30, 40]) {
      const { id: captureId } = await house.payments.beginCapture({ paymentId: id, amount: eur(amount), requestKey: newId('req') });
      const answer = await house.payments.callGatewayCapture(captureId);
      // The answer is lost; only the last capture's request is taken up, so that the next may begin.
      if (!reverse) for (const fact of await webhooks()) await house.apply(fact);
      else await house.apply(answer);
    }
    for (const fact of await webhooks(reverse)) await house.apply(fact);
    expect(await house.row(id)).toMatchObject({ status: 'captured', captured: 100 });
    expect(await postings(id)).toHaveLength(3);
  });

  it('books each euro once when answer, webhook and poll tell of it at the same time', async () => {
    const { id } = await house.pay('pm_card_visa', 100);
    const { id: captureId } = await house.payments.beginCapture({ paymentId: id, amount: eur(60), requestKey: newId('req') });
    const answer = await house.payments.callGatewayCapture(captureId);
    const facts = [answer, await house.payments.inquire(id), ...(await webhooks())];
    await Promise.all([...facts, ...facts, ...facts].map((fact) => house.apply(fact)));
    expect(await house.row(id)).toMatchObject({ status: 'authorised', captured: 60 });
    expect(await postings(id)).toHaveLength(1);
  });

  it('has one capture under way at a time, and never takes more than was authorised', async () => {
    const { id } = await house.pay('pm_card_visa', 100);
    const tries = await Promise.allSettled(Array.from({ length: 20 }, () => house.capture(id, 60)));
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const refusals = tries.flatMap((result) => (result.status === 'rejected' ? [String(result.reason.name)] : []));
    expect(refusals.filter((name) => !['payments/capture-in-progress', 'payments/capture-too-large'].includes(name))).toEqual([]);
    await expect(house.capture(id, 41)).rejects.toMatchObject({
      name: 'payments/capture-too-large',
      extensions: { capturable: { amount: 40 } },
    });
    expect(await house.row(id)).toMatchObject({ captured: 60 });
  });

  it('is one capture under one key, and refuses the key for another', async () => {
    const { id } = await house.pay('pm_card_visa', 100);
    const key = newId('req');
    await Promise.all([1, 2, 3].map(() => house.capture(id, 30, key)));
    expect(await house.row(id)).toMatchObject({ captured: 30 });
    await expect(house.capture(id, 31, key)).rejects.toMatchObject({ name: 'payments/capture-request-reused' });
    await expect(house.capture((await house.pay('pm_card_visa', 100)).id, 30, key)).rejects.toMatchObject({
      name: 'payments/capture-request-reused',
    });
  });

  it('takes up a capture whose process died after the gateway had taken the money, without taking it again', async () => {
    const { id } = await house.pay('pm_card_visa', 100);
    const { id: captureId } = await house.payments.beginCapture({ paymentId: id, amount: eur(30), requestKey: newId('req') });
    await house.payments.callGatewayCapture(captureId);
    await expect(house.capture(id, 10)).rejects.toMatchObject({ name: 'payments/capture-in-progress' });
    expect(await house.payments.capturesDueForInquiry(10)).toEqual([]);
    house.clock.forward(31);
    expect(await house.payments.capturesDueForInquiry(10)).toEqual([captureId]);
    await house.apply(await house.payments.callGatewayCapture(captureId));
    expect(await house.row(id)).toMatchObject({ status: 'authorised', captured: 30 });
    expect(await house.count('payments_sandbox_capture')).toBe(1);
  });

  it('keeps a capture without an answer open, and sends it when the gateway knows nothing of it', async () => {
    const { id } = await house.pay('pm_card_visa', 100);
    const { id: captureId } = await house.payments.beginCapture({ paymentId: id, amount: eur(30), requestKey: newId('req') });
    const attempt = await house.row(id);
    const lost = { ...(await house.payments.inquire(id)), kind: 'unknown' as const, captureId };
    expect((await house.apply(lost)).payment).toMatchObject({ status: 'authorised', captured: eur(0) });
    expect(await house.count(`payments_capture WHERE state = 'unknown' AND open_payment_id = ?`, [attempt.id])).toBe(1);
    await expect(house.cancel(id)).rejects.toMatchObject({ name: 'payments/capture-in-progress' });
    await house.apply(await house.payments.callGatewayCapture(captureId));
    expect(await house.row(id)).toMatchObject({ captured: 30 });
  });
});

describe('letting go of the rest', () => {
  it('keeps what was taken, releases what was not, and ends captured', async () => {
    const { id } = await house.pay('pm_card_visa', 100);
    await house.capture(id, 30);
    expect(await house.cancel(id)).toMatchObject({ status: 'captured', authorised: eur(30), captured: eur(30) });
    for (const fact of await webhooks()) await house.apply(fact);
    expect(await house.row(id)).toMatchObject({ status: 'captured', authorised: 30, captured: 30 });
    expect(await house.refund(id, 30)).toMatchObject({ status: 'refunded' });
  });

  it('decides a capture and a void that race at the gateway, and both books agree', async () => {
    for (let round = 0; round < 5; round += 1) {
      const { id } = await house.pay('pm_card_visa', 100);
      const { payment } = await house.payments.beginVoid(id);
      const capture = await house.payments.beginCapture({ paymentId: id, amount: eur(40), requestKey: newId('req') });
      const facts = await Promise.all([house.payments.callGatewayVoid(payment.id), house.payments.callGatewayCapture(capture.id)]);
      await Promise.all(facts.map((fact) => house.apply(fact)));
      const { status, captured } = await house.row(id);
      expect([`voided 0`, 'captured 40']).toContain(`${status} ${captured}`);
      expect(await house.count('payments_capture WHERE open_payment_id IS NOT NULL')).toBe(0);
    }
  });

  it('books what a gateway took by itself, also when it is less than what was asked for', async () => {
    const { id } = await house.pay('pm_card_visa', 100);
    const { gatewayId } = await house.row(id);
    await house.desk.capture({ chargeId: gatewayId ?? '', requestKey: 'by-the-bank', amount: eur(70), final: true });
    expect((await house.apply(await house.payments.inquire(id))).payment).toMatchObject({
      ...{ status: 'captured', authorised: eur(70), captured: eur(70) },
    });
  });

  it.each<[string, Partial<PaymentFact>]>([
    ['more than was asked for', { captured: eur(101) }],
    ['another currency', { captured: Money.of(10, 'USD') }],
    ['nothing at all', { captured: eur(0) }],
  ])('does not believe a capture of %s', async (_, wrong) => {
    const { id } = await house.pay('pm_card_visa', 100);
    const fact = { ...(await house.payments.inquire(id)), kind: 'captured' as const, ...wrong };
    expect((await house.apply(fact)).changed).toBe(false);
    expect(await house.count(`payments_fact WHERE outcome = 'contradiction'`)).toBe(1);
  });
});

it('refunds nothing as long as something is left to take: releasing the rest comes first', async () => {
  const { id } = await house.pay('pm_card_authorise_only', 1000);
  await house.capture(id, 400);
  await expect(house.refund(id, 100)).rejects.toMatchObject({ name: 'payments/state-conflict' });
  expect(await house.row(id)).toMatchObject({ status: 'authorised', captured: 400, refunded: 0 });
});
