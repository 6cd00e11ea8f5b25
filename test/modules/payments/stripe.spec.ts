import type { GatewayCharge } from '../../../src/modules/payments/gateways/gateway.port';
import { StripeGateway } from '../../../src/modules/payments/gateways/stripe/stripe.gateway';
import { Money } from '../../../src/platform/money';
import { stripeSignature, STAND_IN_KEY, StripeStandIn } from '../../support/stripe-stand-in';
import { captureOf, chargeOf, eur, referenceTo, refundOf } from './gateway-contract/harness';
import { House } from './house';

const SECRET = 'whsec_test_secret_of_the_stand_in';
const settings = ({ url }: StripeStandIn): Record<string, string> => ({
  ...{ STRIPE_SECRET_KEY: STAND_IN_KEY, STRIPE_WEBHOOK_SECRET: SECRET, STRIPE_API_BASE: url, STRIPE_TIMEOUT_MS: '1500' },
});

let standIn: StripeStandIn;
let house: House;
const gateway = (): StripeGateway => house.get(StripeGateway);
beforeAll(async () => {
  standIn = await StripeStandIn.start();
  house = await House.build(settings(standIn));
}, 60_000);
afterEach(async () => {
  standIn.faults.clear();
  expect(await house.violations()).toEqual([]);
  await house.empty();
});
afterAll(async () => {
  await house.close();
  await standIn.stop();
});

const lastEvent = (type: string): { readonly id: string; readonly raw: Buffer } => {
  const event = standIn.callbacks.of(type).at(-1);
  if (!event) throw new Error(`${type} was not sent`);
  return event;
};
const read = (type: string) => gateway().readEvent(lastEvent(type).raw, lastEvent(type).id);

describe('a payment through Stripe', () => {
  it('is captured in both books, and goes to Stripe before the sandbox, which knows the same token', async () => {
    const payment = await house.pay('pm_card_visa', 4_200);
    expect(payment).toMatchObject({ status: 'captured', gateway: 'stripe', captured: { amount: 4_200 }, failure: null });
    const { requestKey } = await house.attempt(payment.id);
    expect(standIn.requests.filter((line) => line.includes('POST /v1/payment_intents '))).toContain(
      `POST /v1/payment_intents ${requestKey}`,
    );
    expect(await house.payments.compareBooks('stripe', new Date(0))).not.toContainEqual(expect.objectContaining({ paymentId: payment.id }));
  });

  it('goes to the sandbox when the shopper front insists', async () => {
    const { id } = await house.place();
    const { attempt } = await house.payments.beginConfirm(id, { paymentMethod: 'pm_card_visa', gateway: 'sandbox' });
    expect((await house.apply(await house.payments.callGateway({ id: attempt?.id ?? '' }))).payment).toMatchObject({
      gateway: 'sandbox',
      status: 'captured',
    });
  });

  it('tells a declined one apart from one that may work in a moment', async () => {
    expect((await house.pay('pm_card_chargeDeclined')).failure).toMatchObject({ code: 'card_declined', retryable: false });
    expect((await house.pay('pm_card_chargeDeclinedProcessingError')).failure).toMatchObject({ code: 'processing_error', retryable: true });
  });

  it('fails for a token that Stripe does not know, and does not hang', async () => {
    expect(await house.pay('pm_nobody')).toMatchObject({ status: 'failed', failure: { code: 'resource_missing', retryable: false } });
  });

  it('settles a lost answer by asking, once', async () => {
    const before = standIn.book.intents.length;
    standIn.faults.add({ operation: 'create', kind: 'drop_after', times: 2 });
    const { id, status } = await house.pay('pm_card_visa');
    expect(status).toBe('unknown');
    expect((await house.apply(await house.payments.inquire(id))).payment.status).toBe('captured');
    expect(standIn.book.intents.length).toBe(before + 1);
  });

  it('fails one that never arrived only when Stripe cannot be working on it any more', async () => {
    standIn.faults.add({ operation: 'create', kind: 'drop_before', times: 2 });
    const { id } = await house.pay('pm_card_visa');
    house.clock.forward(60);
    expect((await house.apply(await house.payments.inquire(id))).payment.status).toBe('unknown');
    house.clock.forward(60);
    expect((await house.apply(await house.payments.inquire(id))).payment).toMatchObject({ status: 'failed', failure: { retryable: true } });
  });

  it('stays unknown while Stripe cannot be asked', async () => {
    standIn.faults.add({ operation: 'create', kind: 'server_error', times: 1 }, { operation: 'list', kind: 'rate_limited', times: 1 });
    const { id } = await house.pay('pm_card_visa');
    house.clock.forward(600);
    expect((await house.apply(await house.payments.inquire(id))).payment.status).toBe('unknown');
  });
});

describe('the wire', () => {
  it.each(['rate_limited', 'empty_object', 'malformed', 'server_error'] as const)('leaves %s open', async (kind) => {
    standIn.faults.add({ operation: 'create', kind, times: 1 });
    expect((await gateway().authorise(chargeOf('pm_card_visa'))).kind).toBe('unknown');
  });

  it('waits no longer than it was told, and takes no late answer for a refusal', async () => {
    standIn.faults.add({ operation: 'create', kind: 'slow_answer', delayMs: 5_000, times: 1 });
    const start = Date.now();
    expect((await gateway().authorise(chargeOf('pm_card_visa'))).kind).toBe('unknown');
    expect(Date.now() - start).toBeLessThan(4_000);
  });

  it('survives one broken connection by itself: the same key makes it the same charge', async () => {
    const before = standIn.book.intents.length;
    standIn.faults.add({ operation: 'create', kind: 'drop_after', times: 1 });
    expect((await gateway().authorise(chargeOf('pm_card_visa', { captureMethod: 'automatic' }))).kind).toBe('captured');
    expect(standIn.book.intents.length).toBe(before + 1);
  });

  it('speaks of yen without decimals and of krónur with two, and refuses what cards cannot take', async () => {
    const amounts = { JPY: 1_999, ISK: 1_999 };
    for (const [currency, amount] of Object.entries(amounts)) {
      const money = Money.of(amount, currency);
      const fact = await gateway().authorise(chargeOf('pm_card_visa', { amount: money, captureMethod: 'automatic' }));
      expect(fact).toMatchObject({ kind: 'captured', amount: money, captured: money });
    }
    expect(standIn.book.intents.slice(-2).map(({ amount, currency }) => [amount, currency])).toEqual([
      [1_999, 'jpy'],
      [199_900, 'isk'],
    ]);
    const odd = await gateway().authorise(chargeOf('pm_card_visa', { amount: Money.of(12_345, 'KWD') }));
    expect(odd).toMatchObject({ kind: 'failed', declineCode: 'amount_not_supported' });
  });

  it('keeps what staff write about a refund, and everything else about people, to ourselves', async () => {
    const request = chargeOf('pm_card_visa', { captureMethod: 'automatic' });
    const { gatewayId } = await gateway().authorise(request);
    await gateway().refund(refundOf(referenceTo(request, gatewayId), 100));
    expect(JSON.stringify([standIn.book.intents.at(-1), standIn.book.refunds.at(-1)])).not.toContain('Ada');
  });
});

describe('an account without multicapture', () => {
  it('is not asked for it, and refuses parts that leave the rest open without calling', async () => {
    const request = chargeOf('pm_card_visa');
    const charge = referenceTo(request, (await gateway().authorise(request)).gatewayId);
    const calls = standIn.requests.length;
    expect(await gateway().capture(captureOf(charge, 300))).toMatchObject({ kind: 'failed', declineCode: 'partial_capture_not_supported' });
    expect(standIn.requests.length).toBe(calls);
    expect(await gateway().capture(captureOf(charge, 300, { final: true }))).toMatchObject({ kind: 'captured', captured: eur(300) });
  });
});

describe('refunds that banks take days for', () => {
  it('are unknown until decided, and never made twice, even when Stripe has forgotten the key', async () => {
    const request = chargeOf('pm_card_pendingRefund', { captureMethod: 'automatic' });
    const charge = referenceTo(request, (await gateway().authorise(request)).gatewayId);
    const refund = refundOf(charge, 400);
    const first = await gateway().refund(refund);
    expect(first).toMatchObject({ kind: 'unknown', gatewayRefundId: expect.stringMatching(/^re_/) });
    standIn.keys.forgetAll();
    expect((await gateway().refund(refund)).kind).toBe('unknown');
    standIn.book.settleRefund(first.gatewayRefundId ?? '', 'succeeded');
    expect(read('refund.updated')).toMatchObject({ kind: 'refunded', amount: eur(400), gatewayRefundId: first.gatewayRefundId });
    expect((await gateway().refund(refund)).kind).toBe('refunded');
    expect(standIn.book.refunds.filter(({ intent }) => intent === charge.gatewayId)).toHaveLength(1);
  });

  it('tell by message when the money came back', async () => {
    const request = chargeOf('pm_card_pendingRefund', { captureMethod: 'automatic' });
    const charge = referenceTo(request, (await gateway().authorise(request)).gatewayId);
    const { gatewayRefundId } = await gateway().refund(refundOf(charge, 400));
    expect(read('refund.created')).toBeNull();
    standIn.book.settleRefund(gatewayRefundId ?? '', 'failed');
    const failed = { kind: 'failed', gatewayRefundId, amount: eur(400), declineCode: 'expired_or_canceled_card' };
    expect(read('refund.failed')).toMatchObject(failed);
  });
});

describe('disputes', () => {
  it.each([
    ['won', 'dispute_won'],
    ['lost', 'dispute_lost'],
  ] as const)('are opened and %s by message', async (outcome, kind) => {
    const { gatewayId } = await gateway().authorise(chargeOf('pm_card_createDispute', { captureMethod: 'automatic' }));
    const id = standIn.book.disputes.at(-1)?.id ?? '';
    for (const type of ['charge.dispute.created', 'charge.dispute.funds_withdrawn']) {
      expect(read(type)).toMatchObject({ kind: 'disputed', gatewayId, gatewayDisputeId: id, amount: eur(1_000) });
    }
    standIn.book.closeDispute(id, outcome);
    expect(read('charge.dispute.closed')).toMatchObject({ kind, gatewayId, gatewayDisputeId: id });
  });

  it('are not, as long as a bank only asks: no money has moved', () => {
    const { id, raw } = lastEvent('charge.dispute.created');
    const event = JSON.parse(raw.toString('utf8'));
    event.data.object.status = 'warning_needs_response';
    expect(gateway().readEvent(Buffer.from(JSON.stringify(event)), id)).toBeNull();
  });
});

describe('messages', () => {
  it('read a charge that is taken in full, and leave a part to the PaymentIntent', async () => {
    const request = chargeOf('pm_card_visa');
    const charge = referenceTo(request, (await gateway().authorise(request)).gatewayId);
    await gateway().capture(captureOf(charge, 1_000, { final: true }));
    expect(read('charge.captured')).toMatchObject({ kind: 'captured', gatewayId: charge.gatewayId, captured: eur(1_000) });
    const { id, raw } = lastEvent('charge.captured');
    const event = JSON.parse(raw.toString('utf8'));
    event.data.object.amount_captured = 400;
    expect(gateway().readEvent(Buffer.from(JSON.stringify(event)), id)).toBeNull();
  });

  it('of money that cannot be understood are not just ignored', async () => {
    await gateway().authorise(chargeOf('pm_card_visa', { captureMethod: 'automatic' }));
    const { id, raw } = lastEvent('payment_intent.succeeded');
    const event = JSON.parse(raw.toString('utf8'));
    delete event.data.object.amount;
    expect(() => gateway().readEvent(Buffer.from(JSON.stringify(event)), id)).toThrow('amount');
  });

  it('in the newer thin format are no payment messages', () => {
    const raw = Buffer.from('{"id":"evt_1","object":"v2.core.event","type":"v1.account.updated"}');
    const headers = { 'stripe-signature': stripeSignature(SECRET, raw, house.clock.now()) };
    expect(gateway().verifyWebhook(raw, headers)).toEqual({ valid: true, events: [] });
  });
});

it('compares our charges only: others may use the account, also in ways that we cannot read', async () => {
  const own = await house.pay('pm_card_visa', 4_300);
  const foreign = standIn.book.create({
    ...{ amount: 700, currency: 'eur', captureMethod: 'automatic', multicapture: false, paymentMethod: 'pm_card_visa' },
    ...{ returnUrl: null, metadata: {} },
  });
  Object.assign(foreign, { amount: -700 });
  const book: GatewayCharge[] = [];
  for await (const charge of gateway().listSince(new Date(0))) book.push(charge);
  expect(book.map(({ gatewayId }) => gatewayId)).not.toContain(foreign.id);
  expect(book.at(-1)).toMatchObject({ captured: eur(4_300) });
  expect(await house.payments.compareBooks('stripe', new Date(0))).not.toContainEqual(expect.objectContaining({ paymentId: own.id }));
  standIn.book.intents.splice(standIn.book.intents.indexOf(foreign), 1);
});

describe('the set-up', () => {
  it('charges nothing and says try again when Stripe does not accept our key', async () => {
    const other = await StripeStandIn.start({ secretKey: 'sk_test_another_key' });
    const wrong = new StripeGateway(house.database, house.clock, house.configWith(settings(other)));
    expect(await wrong.authorise(chargeOf('pm_card_visa'))).toMatchObject({
      kind: 'failed',
      declineCode: 'not_processed',
      retryable: true,
    });
    const error = await wrong.retrieve(referenceTo(chargeOf('pm_card_visa'), null)).catch((reason: unknown) => reason);
    expect([error instanceof Error, String(error).includes('sk_test')]).toEqual([true, false]);
    expect(Object.getPrototypeOf(Object.getPrototypeOf(error)).constructor).toBe(Error);
    await other.stop();
  });

  it('does not let a test key book what Stripe calls live', async () => {
    const live = await StripeStandIn.start({ secretKey: 'sk_live_stand_in' });
    const shop = new StripeGateway(
      house.database,
      house.clock,
      house.configWith({ ...settings(live), STRIPE_SECRET_KEY: 'sk_live_stand_in', SANDBOX_GATEWAY: 'off' }),
    );
    expect(shop.mode).toBe('live');
    const fact = await shop.authorise(chargeOf('pm_card_visa', { captureMethod: 'automatic' }));
    expect(fact).toMatchObject({ kind: 'captured', mode: 'live' });
    const { id } = await house.place(1_000);
    const { attempt } = await house.payments.beginConfirm(id, { paymentMethod: 'pm_card_visa' });
    const applied = await house.apply({ ...fact, paymentId: id, attemptId: attempt?.id ?? '' });
    expect([applied.changed, applied.payment.status]).toEqual([false, 'processing']);
    await live.stop();
  });

  it('is off without a key', () => {
    const off = new StripeGateway(house.database, house.clock, house.configWith({}));
    expect(off.enabled).toBe(false);
  });
});
