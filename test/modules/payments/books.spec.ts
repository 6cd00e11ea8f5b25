import { House } from './house';

let house: House;
beforeAll(async () => (house = await House.build({ SANDBOX_TIMEOUT_MS: '2000' })));
afterEach(() => house.empty());
afterAll(() => house.close());

const compare = () => house.payments.compareBooks('sandbox', new Date(Date.now() - 60_000));

describe('comparing the books', () => {
  it('finds none after a busy day', async () => {
    await house.pay('pm_card_authorise_only');
    await house.pay('pm_card_chargeDeclined');
    const { id } = await house.pay('pm_card_visa', 900);
    await house.refund(id, 300);
    await house.refund(id, 600);
    await house.refund((await house.pay('pm_card_refundFails')).id, 10);
    expect(await compare()).toEqual([]);
    expect(await house.violations()).toEqual([]);
  });

  it('names money that the gateway took and we do not know of yet', async () => {
    const { id } = await house.pay('pm_card_timeout', 700);
    const [unknown] = await compare();
    expect(unknown).toMatchObject({ kind: 'unknown_to_us', paymentId: null, theirs: { amount: 700 } });
    await house.apply(await house.payments.inquire(id));
    expect(await compare()).toEqual([]);
  });

  it('names a capture that the gateway does not know', async () => {
    const { id } = await house.pay('pm_card_visa', 700);
    await house.database.execute(`UPDATE payments_attempt SET gateway_id = 'chrg_other' WHERE payment_id = ?`, [id]);
    await house.database.execute(`UPDATE payments_payment SET gateway_id = 'chrg_other' WHERE id = ?`, [id]);
    const kinds = (await compare()).map(({ kind }) => kind);
    expect(kinds).toEqual(['unknown_to_us', 'missing_at_gateway']);
    expect((await house.violations()).some((line) => line.startsWith('I16'))).toBe(true);
  });

  it.each([
    ['captured_differs', 'UPDATE payments_sandbox_charge SET captured = captured - 1'],
    ['refunded_differs', 'UPDATE payments_sandbox_charge SET refunded = 1'],
  ])('names %s to the minor unit', async (kind, change) => {
    await house.pay('pm_card_visa', 700);
    await house.database.execute(change);
    expect(await compare()).toMatchObject([{ kind }]);
    expect((await house.violations()).some((line) => line.startsWith('I16'))).toBe(true);
  });

  it('reads a book of several pages', async () => {
    for (let i = 0; i < 12; i += 1) await Promise.all(Array.from({ length: 10 }, () => house.pay('pm_card_visa', 100)));
    expect(await compare()).toEqual([]);
    expect(await house.count(`payments_payment WHERE status = 'captured'`)).toBe(120);
  });
});

describe('the invariants', () => {
  it.each([
    ['I7', 'UPDATE payments_payment SET refunded = 1'],
    ['I8', `UPDATE payments_ledger_entry SET debit = debit + 1 WHERE debit > 0`],
    ['I8', 'DELETE FROM payments_ledger_entry'],
    ['I13-inbox', `UPDATE payments_fact SET inbox_id = 'hook_nobody'`],
    ['I16', 'DELETE FROM payments_sandbox_entry'],
    ['I16', `UPDATE payments_sandbox_charge SET request_key = 'nobody'`],
  ])('notice what breaks %s: %s', async (id, damage) => {
    await house.pay('pm_card_visa', 700);
    expect(await house.violations()).toEqual([]);
    await house.database.execute(damage);
    expect((await house.violations()).map((line) => line.split(' ')[0])).toContain(id);
  });

  it.each([
    'UPDATE payments_payment SET refunded = captured + 1',
    'UPDATE payments_payment SET captured = authorised + 1',
    'UPDATE payments_payment SET authorised = amount + 1',
    'UPDATE payments_payment SET refunded = -1',
    `UPDATE payments_payment SET status = 'gone'`,
    'UPDATE payments_ledger_entry SET credit = 1, debit = 1',
  ])('are backed by the tables: %s', async (damage) => {
    await house.pay('pm_card_visa', 700);
    await expect(house.database.execute(damage)).rejects.toThrow(/CONSTRAINT/i);
  });
});
