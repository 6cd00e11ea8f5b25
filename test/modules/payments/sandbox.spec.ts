import { newId } from '../../../src/platform/ids';
import { Money } from '../../../src/platform/money';
import { House } from './house';

let house: House;
beforeAll(async () => (house = await House.build()));
afterEach(async () => {
  expect(await house.violations()).toEqual([]);
  expect(await house.payments.compareBooks('sandbox', new Date(0))).toEqual([]);
  await house.empty();
});
afterAll(() => house.close());

const charges = () => house.count('payments_sandbox_charge');
const callbacks = (type: string) => house.count('payments_sandbox_callback WHERE type = ?', [type]);

it('does not call a payment void while an attempt that the customer sent meanwhile is under way', async () => {
  const { id } = await house.pay('pm_card_threeDSecure2Required');
  expect((await house.payments.beginVoid(id)).callNeeded).toBe(true);
  const { attempt } = await house.payments.beginConfirm(id, { paymentMethod: 'pm_card_visa' });
  await expect(house.payments.callGatewayVoid(id)).rejects.toMatchObject({ type: { code: 'payments/in-progress' } });
  const { payment } = await house.apply(await house.payments.callGateway({ id: attempt?.id ?? '' }));
  expect(payment).toMatchObject({ status: 'captured', captured: { amount: 1999 } });
});

describe('the test tokens', () => {
  it('captures pm_card_visa, in both books', async () => {
    const payment = await house.pay('pm_card_visa', 4200);
    expect(payment).toMatchObject({
      status: 'captured',
      captured: { amount: 4200 },
      authorised: { amount: 4200 },
      failure: null,
      gateway: 'sandbox',
    });
    expect(await house.count(`payments_ledger_entry WHERE account = 'cash_at_gateway:sandbox' AND debit = 4200 AND currency = 'EUR'`)).toBe(
      1,
    );
    expect(await house.count(`payments_ledger_entry WHERE account = 'receivable' AND credit = 4200 AND currency = 'EUR'`)).toBe(1);
    expect(await house.count(`payments_sandbox_entry WHERE account = 'merchant' AND credit = 4200`)).toBe(1);
    expect(await callbacks('charge.captured')).toBe(1);
  });

  it('authorises pm_card_authorise_only, and captures it when asked, once', async () => {
    const { id, status } = await house.pay('pm_card_authorise_only');
    expect(status).toBe('authorised');
    const capture = await house.payments.beginCapture({ paymentId: id, requestKey: 'take-it' });
    const results = await Promise.all([1, 2, 3].map(async () => house.apply(await house.payments.callGatewayCapture(capture.id))));
    expect(results.filter(({ changed }) => changed)).toHaveLength(1);
    expect((await house.row(id)).status).toBe('captured');
    expect(await house.count('payments_sandbox_entry')).toBe(2);
  });

  it.each([
    ['pm_card_chargeDeclined', 'card_declined'],
    ['pm_card_chargeDeclinedInsufficientFunds', 'insufficient_funds'],
  ])('declines %s as a value, and takes another method afterwards', async (token, code) => {
    const payment = await house.pay(token);
    expect(payment).toMatchObject({ status: 'failed', failure: { code, retryable: false } });
    expect(payment.failure?.message).toMatch(/\.$/);
    expect(await house.confirm(payment.id, 'pm_card_visa')).toMatchObject({ status: 'captured', failure: null });
    expect(await house.count('payments_attempt WHERE payment_id = ?', [payment.id])).toBe(2);
  });

  it('sends pm_card_threeDSecure2Required to its page and captures once the customer agrees there', async () => {
    const payment = await house.pay('pm_card_threeDSecure2Required');
    expect(payment).toMatchObject({ status: 'requires_action', nextAction: { type: 'redirect' } });
    const chargeId = payment.nextAction?.url.split('/').at(-1) ?? '';
    await Promise.all([house.bank.consent(chargeId), house.bank.decline(chargeId, 'authentication_failed')]);
    const fact = await house.payments.inquire(payment.id);
    expect(['captured', 'failed']).toContain(fact.kind);
    expect((await house.apply(fact)).payment).toMatchObject({ status: fact.kind, nextAction: null });
  });

  it('keeps pm_card_timeout unknown, never failed, until the gateway is asked', async () => {
    const { id } = await house.place();
    const confirming = house.confirm(id, 'pm_card_timeout');
    const payment = await confirming;
    expect(payment).toMatchObject({ status: 'unknown', failure: null });
    await expect(house.payments.beginConfirm(id, { paymentMethod: 'pm_card_visa' })).rejects.toMatchObject({
      name: 'payments/in-progress',
    });
    await expect(house.cancel(id)).rejects.toMatchObject({ name: 'payments/in-progress' });
    expect(await house.payments.dueForInquiry(10)).toEqual([]);
    house.clock.forward(2);
    expect(await house.payments.dueForInquiry(10)).toEqual([id]);
    expect((await house.apply(await house.payments.inquire(id))).payment.status).toBe('captured');
    expect(await charges()).toBe(1);
  });

  it('settles pm_card_serverError as failed and retryable only when no request can be on its way any more', async () => {
    const { id, status } = await house.pay('pm_card_serverError');
    expect([status, await charges()]).toEqual(['unknown', 0]);
    expect((await house.apply(await house.payments.inquire(id))).payment.status).toBe('unknown');
    house.clock.forward(6);
    expect((await house.apply(await house.payments.inquire(id))).payment).toMatchObject({
      status: 'failed',
      failure: { code: 'not_processed', retryable: true },
    });
    expect((await house.confirm(id, 'pm_card_visa')).status).toBe('captured');
  });

  it('owes two copies of the webhook for pm_card_duplicateWebhook and a late one for pm_card_lateWebhook', async () => {
    await house.pay('pm_card_duplicateWebhook');
    expect(await callbacks('charge.captured')).toBe(2);
    expect(await house.count('(SELECT DISTINCT event_id FROM payments_sandbox_callback) AS events')).toBe(1);
    await house.pay('pm_card_lateWebhook');
    expect(await house.count('payments_sandbox_callback WHERE due_at >= created_at + INTERVAL 5 SECOND')).toBe(1);
  });

  it.each(['pm_card_unknown', '4242424242424242', 'PM_CARD_VISA', 'pm_card_visa '])('does not know %s', async (token) => {
    const { id } = await house.place();
    await expect(house.payments.beginConfirm(id, { paymentMethod: token })).rejects.toMatchObject({
      name: 'payments/unknown-payment-method',
    });
    expect((await house.row(id)).status).toBe('created');
  });
});

describe('confirming', () => {
  it('sends one of twenty confirmations at once', async () => {
    const { id } = await house.place();
    const results = await Promise.allSettled(Array.from({ length: 20 }, () => house.confirm(id, 'pm_card_visa')));
    expect(await charges()).toBe(1);
    const refused = results.filter((result) => result.status === 'rejected');
    expect(refused.every(({ reason }) => reason.name === 'payments/in-progress')).toBe(true);
    expect((await house.confirm(id, 'pm_card_visa')).status).toBe('captured');
    expect(await charges()).toBe(1);
  });

  it('answers an authorised payment to its own method alone, and a captured one to any', async () => {
    const { id } = await house.pay('pm_card_authorise_only');
    expect(await house.confirm(id, 'pm_card_authorise_only')).toMatchObject({ id, status: 'authorised' });
    await expect(house.confirm(id, 'pm_card_visa')).rejects.toMatchObject({
      name: 'payments/state-conflict',
      extensions: { paymentStatus: 'authorised', allowedNext: ['captured', 'voided'] },
    });
    await expect(house.confirm(id, 'pm_card_unknown')).rejects.toMatchObject({ name: 'payments/unknown-payment-method' });
    await house.capture(id);
    for (const method of ['pm_card_visa', 'pm_card_unknown']) expect(await house.confirm(id, method)).toMatchObject({ status: 'captured' });
    expect(await house.count('payments_attempt WHERE payment_id = ?', [id])).toBe(1);
  });

  it('cancels an unfinished challenge before another card is charged', async () => {
    const { id } = await house.pay('pm_card_threeDSecure2Required');
    expect((await house.confirm(id, 'pm_card_visa')).status).toBe('captured');
    expect(await house.count(`payments_sandbox_charge WHERE status = 'voided'`)).toBe(1);
    expect(await house.count(`payments_attempt WHERE state = 'voided'`)).toBe(1);
  });

  it('charges no second card when the challenge was completed in the meantime', async () => {
    const { id, nextAction } = await house.pay('pm_card_threeDSecure2Required');
    await house.bank.consent(nextAction?.url.split('/').at(-1) ?? '');
    expect((await house.confirm(id, 'pm_card_visa')).status).toBe('captured');
    expect(await charges()).toBe(1);
  });

  it('takes up a payment whose process died between claim and answer', async () => {
    const { id } = await house.place();
    await house.payments.beginConfirm(id, { paymentMethod: 'pm_card_visa' });
    house.clock.forward(15);
    expect(await house.payments.dueForInquiry(10)).toEqual([id]);
    expect(await house.payments.dueForInquiry(10)).toEqual([]);
    expect((await house.apply(await house.payments.inquire(id))).payment).toMatchObject({ status: 'failed', failure: { retryable: true } });
  });

  it('never calls a gateway while a transaction is open', async () => {
    const { id } = await house.place();
    const { attempt } = await house.payments.beginConfirm(id, { paymentMethod: 'pm_card_visa' });
    // Each gateway looks for itself; one that somebody adds may forget to.
    const asked = jest.spyOn(house.gateways, 'named');
    const call = house.database.transaction(() => house.payments.callGateway({ id: attempt?.id ?? '' }));
    await expect(call).rejects.toThrow('transaction');
    expect(asked).not.toHaveBeenCalled();
    asked.mockRestore();
    expect(await charges()).toBe(0);
  });
});

describe('cancelling', () => {
  it.each([
    ['pm_card_threeDSecure2Required', 1],
    ['pm_card_authorise_only', 1],
    ['pm_card_chargeDeclined', 0],
  ])('lets go of %s at the gateway too', async (token, voided) => {
    const { id } = await house.pay(token);
    expect((await house.cancel(id)).status).toBe('voided');
    expect((await house.cancel(id)).status).toBe('voided');
    expect(await house.count(`payments_sandbox_charge WHERE status = 'voided'`)).toBe(voided);
    expect((await house.row(id)).openOrderId).toBeNull();
    await expect(house.confirm(id, 'pm_card_visa')).rejects.toMatchObject({
      name: 'payments/state-conflict',
      extensions: { paymentStatus: 'voided' },
    });
  });

  it('does not let go of money that was taken', async () => {
    const { id } = await house.pay('pm_card_visa');
    await expect(house.cancel(id)).rejects.toMatchObject({ name: 'payments/state-conflict', extensions: { paymentStatus: 'captured' } });
  });

  it('ends captured when the customer completes the challenge first', async () => {
    const { id, nextAction } = await house.pay('pm_card_threeDSecure2Required');
    await house.payments.beginVoid(id);
    await house.bank.consent(nextAction?.url.split('/').at(-1) ?? '');
    expect((await house.apply(await house.payments.callGatewayVoid(id))).payment.status).toBe('captured');
  });
});

describe('refunding', () => {
  it('gives back in parts, never more than was captured, in both books', async () => {
    const { id } = await house.pay('pm_card_visa', 1000);
    const results = await Promise.allSettled(Array.from({ length: 8 }, () => house.refund(id, 300)));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(3);
    expect(await house.row(id)).toMatchObject({ status: 'part_refunded', refunded: 900, captured: 1000 });
    await expect(house.refund(id, 101)).rejects.toMatchObject({ extensions: { refundable: { amount: 100, currency: 'EUR' } } });
    expect((await house.refund(id, 100)).status).toBe('refunded');
    expect(await house.count(`payments_posting WHERE posting_key LIKE 'refund:%'`)).toBe(4);
  });

  it('is one refund under one key', async () => {
    const { id } = await house.pay('pm_card_visa', 1000);
    await Promise.all(Array.from({ length: 10 }, () => house.refund(id, 400, 'the-same-key')));
    expect(await house.row(id)).toMatchObject({ status: 'part_refunded', refunded: 400 });
    expect(await house.count('payments_sandbox_refund')).toBe(1);
    await expect(house.refund(id, 500, 'the-same-key')).rejects.toMatchObject({ name: 'payments/refund-request-reused' });
  });

  it('takes the amount back when the gateway refuses pm_card_refundFails', async () => {
    const { id } = await house.pay('pm_card_refundFails', 1000);
    expect(await house.refund(id, 400)).toMatchObject({ status: 'captured', refunded: { amount: 0 } });
    expect(await house.count(`payments_refund WHERE state = 'failed' AND failure_code = 'refund_failed'`)).toBe(1);
  });

  it("refuses at the bank's own counter what is more than was taken, whoever asks", async () => {
    const { id } = await house.pay('pm_card_visa', 1000);
    const gatewayId = (await house.attempt(id)).gatewayId ?? '';
    const ask = (amount: number) =>
      house.desk.refund({
        requestKey: `ask-${amount}`,
        gatewayId,
        paymentId: id,
        refundId: newId('ref'),
        reason: null,
        amount: Money.of(amount, 'EUR'),
      });
    expect(await ask(1001)).toMatchObject({ status: 'failed', failureCode: 'refund_failed' });
    expect(await house.count('payments_sandbox_charge WHERE refunded > 0')).toBe(0);
    expect(await house.count(`payments_sandbox_entry WHERE account = 'merchant' AND debit > 0`)).toBe(0);
  });

  it('refunds nothing that was not captured', async () => {
    const { id } = await house.pay('pm_card_authorise_only');
    await expect(house.refund(id, 1)).rejects.toMatchObject({ name: 'payments/state-conflict' });
  });
});
