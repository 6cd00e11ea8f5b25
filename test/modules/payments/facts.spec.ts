import type { FactKind, PaymentFact, PaymentView } from '../../../src/modules/payments';
import { PAYMENT_STATUSES } from '../../../src/modules/payments';
import { ATTEMPT_STATES, PAYMENT_TRANSITIONS, TAKEN } from '../../../src/modules/payments/payment.machine';
import type { AttemptState, PaymentStatus } from '../../../src/modules/payments/payment.machine';
import { newId } from '../../../src/platform/ids';
import { Money } from '../../../src/platform/money';
import { House } from './house';

let house: House;
beforeAll(async () => (house = await House.build()));
afterEach(async () => {
  expect(await house.violations()).toEqual([]);
  await house.empty();
});
afterAll(() => house.close());

/** A payment whose attempt was sent, and what the gateway could say about it. */
async function sent(amount = 1999): Promise<{ payment: PaymentView; says: (kind: FactKind, more?: Partial<PaymentFact>) => PaymentFact }> {
  const payment = await house.place(amount);
  const { attempt } = await house.payments.beginConfirm(payment.id, { paymentMethod: 'pm_card_visa' });
  const fact = await house.payments.callGateway({ id: attempt?.id ?? '' });
  const total = payment.amount;
  const captured = (kind: FactKind) => (kind === 'captured' ? total : total.minus(total));
  return { payment, says: (kind, more = {}) => ({ ...fact, kind, captured: captured(kind), source: 'webhook', ...more }) };
}

const bookings = (paymentId: string) => house.count('payments_posting WHERE payment_id = ?', [paymentId]);
const events = (type: string) => house.count('platform_outbox WHERE type = ?', [`payments.${type}`]);

describe('the one door for payment facts', () => {
  it('books one capture that is told fifty times at once, once', async () => {
    const { payment, says } = await sent();
    const applied = await Promise.all(Array.from({ length: 50 }, () => house.apply(says('captured'))));
    expect(applied.filter(({ changed }) => changed)).toHaveLength(1);
    expect(applied.every((result) => result.payment.status === 'captured')).toBe(true);
    expect(await bookings(payment.id)).toBe(1);
    expect(await events('payment_captured')).toBe(1);
    expect(await house.count(`payments_fact WHERE payment_id = ? AND outcome = 'applied'`, [payment.id])).toBe(1);
  });

  it.each<[FactKind, FactKind]>([
    ['captured', 'authorised'],
    ['captured', 'requires_action'],
    ['captured', 'failed'],
    ['captured', 'voided'],
    ['captured', 'unknown'],
    ['failed', 'requires_action'],
    ['failed', 'unknown'],
    ['voided', 'authorised'],
    ['voided', 'requires_action'],
    ['voided', 'failed'],
  ])('does not move a payment back when after %s comes a late %s', async (first, late) => {
    const { says } = await sent();
    expect((await house.apply(says(first))).changed).toBe(true);
    const { changed, payment } = await house.apply(says(late));
    expect({ changed, status: payment.status }).toEqual({ changed: false, status: first });
    // The bank of this test did capture; the books must end up saying so.
    await house.apply(says('captured'));
  });

  it('follows its table, from every state to every state', async () => {
    const kinds = ATTEMPT_STATES.filter((state): state is Exclude<AttemptState, 'processing'> => state !== 'processing');
    const { payment, says } = await sent();
    for (const from of PAYMENT_STATUSES) {
      for (const kind of kinds) {
        await placeIn(payment.id, from);
        const { changed } = await house.apply(says(kind)).catch(() => ({ changed: 'failed' }));
        const { status } = await house.row(payment.id);
        const allowed = !TAKEN.includes(from) && PAYMENT_TRANSITIONS[from].includes(kind);
        expect([from, kind, changed, status]).toEqual([from, kind, allowed, allowed ? kind : from]);
      }
    }
    await placeIn(payment.id, 'processing');
    await house.apply(says('captured'));
  });

  it('records money that was taken after the payment was declared failed or voided', async () => {
    for (const before of ['failed', 'voided'] as const) {
      const { payment, says } = await sent();
      await house.apply(says(before));
      const late = await house.apply(says('captured'));
      expect(late).toMatchObject({ changed: true, previous: before, payment: { status: 'captured' } });
      expect(await bookings(payment.id)).toBe(1);
    }
  });

  it.each<[string, Partial<PaymentFact>]>([
    ['another amount', { amount: Money.of(1998, 'EUR') }],
    ['another currency', { amount: Money.of(1999, 'USD') }],
    ['another mode', { mode: 'live' }],
    ['another charge', { gatewayId: 'chrg_another' }],
  ])('does not believe a capture of %s', async (_, wrong) => {
    const { payment, says } = await sent();
    await house.apply(says('unknown'));
    expect(await house.apply(says('captured', wrong))).toMatchObject({ changed: false, payment: { status: 'unknown' } });
    expect(await house.count(`payments_fact WHERE payment_id = ? AND outcome = 'contradiction'`, [payment.id])).toBe(1);
    expect(await bookings(payment.id)).toBe(0);
    await house.apply(says('captured'));
  });

  it('does not let the late refusal of a first attempt end the second one', async () => {
    const { id } = await house.place();
    const first = await house.payments.beginConfirm(id, { paymentMethod: 'pm_card_chargeDeclined' });
    const refusal = await house.payments.callGateway({ id: first.attempt?.id ?? '' });
    await house.apply(refusal);
    const second = await house.payments.beginConfirm(id, { paymentMethod: 'pm_card_visa' });
    expect(await house.apply({ ...refusal, source: 'webhook' })).toMatchObject({ changed: false, payment: { status: 'processing' } });
    await house.apply(await house.payments.callGateway({ id: second.attempt?.id ?? '' }));
    expect((await house.row(id)).status).toBe('captured');
  });

  it('tells of money that was taken twice, and gives it back once', async () => {
    const { id } = await house.place();
    const first = await house.payments.beginConfirm(id, { paymentMethod: 'pm_card_visa' });
    const late = await house.payments.callGateway({ id: first.attempt?.id ?? '' });
    await house.apply({ ...late, kind: 'failed', gatewayId: null });
    await house.confirm(id, 'pm_card_visa');
    expect((await house.apply(late)).changed).toBe(false);
    expect((await house.apply(late)).changed).toBe(false);
    expect(await events('surplus_capture_found')).toBe(1);
    expect(await bookings(id)).toBe(2);
    // Our books know of the second capture, and that it is owed; whatever crashes now, the poller sends the money back.
    expect(await house.violations()).toEqual([]);
    const [refundId = ''] = await house.payments.refundsDueForInquiry(10);
    const returns = await Promise.all([1, 2, 3].map(() => house.payments.callGatewayRefund(refundId)));
    expect(returns.map(({ kind }) => kind)).toEqual(['refunded', 'refunded', 'refunded']);
    const applied = await Promise.all(returns.map((fact) => house.apply(fact)));
    expect(applied.filter(({ changed }) => changed)).toHaveLength(1);
    expect(await house.count('payments_sandbox_refund')).toBe(1);
    expect(await bookings(id)).toBe(3);
    expect(await house.row(id)).toMatchObject({ status: 'captured', refunded: 0 });
  });

  it('needs a transaction', async () => {
    const { says } = await sent();
    await expect(house.payments.applyFact(says('captured'))).rejects.toThrow('transaction');
    await house.apply(says('captured'));
  });
});

describe('opening', () => {
  it('opens one payment per order, whoever is first', async () => {
    const orderId = newId('ord');
    const opened = await Promise.allSettled(Array.from({ length: 20 }, () => house.place(500, orderId)));
    expect(opened.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const codes = opened.map((result) => (result.status === 'rejected' ? String(result.reason.name) : 'opened'));
    expect(new Set(codes)).toEqual(new Set(['opened', 'payments/already-open']));
  });

  it('opens another one after the first was cancelled', async () => {
    const orderId = newId('ord');
    const first = await house.place(500, orderId);
    expect((await house.cancel(first.id)).status).toBe('voided');
    expect((await house.place(500, orderId)).status).toBe('created');
  });
});

/** Puts a payment and its attempt into a state without a story, to try the table's every cell. */
async function placeIn(paymentId: string, status: PaymentStatus): Promise<void> {
  await house.database.execute('DELETE FROM payments_fact WHERE payment_id = ?', [paymentId]);
  await house.database.execute(
    'DELETE e FROM payments_ledger_entry e JOIN payments_posting p ON p.id = e.posting_id WHERE p.payment_id = ?',
    [paymentId],
  );
  await house.database.execute('DELETE FROM payments_posting WHERE payment_id = ?', [paymentId]);
  const taken = TAKEN.includes(status) ? 1999 : 0;
  await house.database.execute(`UPDATE payments_attempt SET state = 'processing', captured = ? WHERE payment_id = ?`, [taken, paymentId]);
  await house.database.execute('UPDATE payments_payment SET status = ?, authorised = ?, captured = ? WHERE id = ?', [
    status,
    taken,
    taken,
    paymentId,
  ]);
}
