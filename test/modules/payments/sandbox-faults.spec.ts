import { SandboxFaults } from '../../../src/modules/payments/gateways/sandbox/sandbox.faults';
import type { FaultRule } from '../../../src/modules/payments/gateways/sandbox/sandbox.faults';
import { House } from './house';

let house: House;
let faults: SandboxFaults;

beforeAll(async () => {
  house = await House.build();
  faults = house.get(SandboxFaults);
});
beforeEach(() => house.empty());
afterAll(() => house.close());

const rule = (operation: FaultRule['operation'], kind: FaultRule['kind'], more: Partial<FaultRule> = {}): FaultRule => ({
  ...{ operation, kind, times: 1, delayMs: 0, paymentMethod: null },
  ...more,
});
const charges = (): Promise<number> => house.count('payments_sandbox_charge');

describe('a script of faults', () => {
  it('is played once by any number of players', async () => {
    await faults.replace([rule('authorise', 'drop_before', { times: 7 }), rule('authorise', 'server_error', { times: 5 })]);
    const struck = await Promise.all(Array.from({ length: 30 }, () => faults.next('authorise', ['drop_before', 'server_error'], {})));
    expect(struck.filter((fault) => fault?.kind === 'drop_before')).toHaveLength(7);
    expect(struck.filter((fault) => fault?.kind === 'server_error')).toHaveLength(5);
    expect(await faults.left()).toEqual([]);
  });

  it('strikes only the operation and the token it names', async () => {
    await faults.replace([rule('authorise', 'drop_before', { paymentMethod: 'pm_card_authorise_only' })]);
    expect((await house.pay('pm_card_visa')).status).toBe('captured');
    expect((await house.pay('pm_card_authorise_only')).status).toBe('unknown');
    const { id } = await house.pay('pm_card_authorise_only');
    await faults.replace([rule('cancel', 'drop_after', { paymentMethod: 'pm_card_authorise_only' })]);
    expect((await house.payments.callGatewayVoid(id)).kind).toBe('unknown');
    expect((await house.payments.callGatewayVoid(id)).kind).toBe('voided');
  });
});

describe('an answer', () => {
  it.each([
    ['drop_before', 0],
    ['server_error', 0],
    ['drop_after', 1],
    ['malformed', 1],
  ] as const)('that is struck by %s leaves the payment unknown, with %i charges in the bank', async (kind, booked) => {
    await faults.replace([rule('authorise', kind)]);
    const { id, status } = await house.pay('pm_card_visa');
    expect([status, await charges()]).toEqual(['unknown', booked]);
    house.clock.forward(6);
    const settled = (await house.apply(await house.payments.inquire(id))).payment.status;
    expect(settled).toBe(booked === 1 ? 'captured' : 'failed');
  });

  it.each(['wrong_amount', 'wrong_currency'] as const)('with the %s is a contradiction, never a success', async (kind) => {
    await faults.replace([rule('authorise', kind), rule('retrieve', kind)]);
    const { id, status } = await house.pay('pm_card_visa');
    expect(status).toBe('processing');
    expect((await house.apply(await house.payments.inquire(id))).payment.status).toBe('processing');
    expect(await house.count(`payments_fact WHERE outcome = 'contradiction'`)).toBe(2);
    expect(await house.count('payments_ledger_entry')).toBe(0);
    expect((await house.apply(await house.payments.inquire(id))).payment.status).toBe('captured');
  });

  it('that comes after our patience is over counts as lost', async () => {
    await faults.replace([rule('authorise', 'latency', { delayMs: 4_000 })]);
    expect((await house.pay('pm_card_visa')).status).toBe('unknown');
    expect(await charges()).toBe(1);
  });

  it.each(['drop_after', 'malformed', 'wrong_amount'] as const)(
    'about a refund, struck by %s, settles nothing until it is asked again',
    async (kind) => {
      const { id, amount } = await house.pay('pm_card_visa');
      await faults.replace([rule('refund', kind)]);
      const { id: refundId } = await house.payments.beginRefund({ paymentId: id, amount, requestKey: `refund-${id}` });
      expect((await house.apply(await house.payments.callGatewayRefund(refundId))).payment.status).toBe('captured');
      expect((await house.apply(await house.payments.callGatewayRefund(refundId))).payment.status).toBe('refunded');
      expect(await house.count('payments_sandbox_refund')).toBe(1);
    },
  );
});

describe('a webhook', () => {
  it.each([
    ['lost', 0],
    ['duplicate', 2],
  ] as const)('that is %s is owed %i times', async (kind, copies) => {
    await faults.replace([rule('webhook', kind)]);
    await house.pay('pm_card_visa');
    expect(await house.count('payments_sandbox_callback')).toBe(copies);
  });

  it.each(['late', 'reorder'] as const)('that is held back (%s) is due after its delay', async (kind) => {
    await faults.replace([rule('webhook', kind, { delayMs: 9_000 })]);
    await house.pay('pm_card_visa');
    expect(await house.count('payments_sandbox_callback WHERE due_at >= created_at + INTERVAL 9 SECOND')).toBe(1);
  });
});
