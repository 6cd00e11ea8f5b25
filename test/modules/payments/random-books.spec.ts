import { random } from '../../support/random';
import { House } from './house';

const STEPS = 200;
const METHODS = [
  'pm_card_visa',
  'pm_card_authorise_only',
  'pm_card_timeout',
  'pm_card_chargeDeclined',
  'pm_card_refundFails',
  'pm_card_serverError',
];
const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000);

let house: House;
beforeAll(async () => (house = await House.build({ SANDBOX_TIMEOUT_MS: '100' })));
afterAll(() => house.close());

async function sumOf(sql: string): Promise<number> {
  const [row] = await house.database.query<{ total: string | null }>(sql);
  return Number(row?.total ?? 0);
}

it(`keeps the same money as the gateway's book through ${STEPS} random steps (SEED=${seed})`, async () => {
  const next = random(seed);
  const below = (bound: number): number => Math.floor(next() * bound);
  const payments: string[] = [];
  const anyPayment = (): string => payments[below(payments.length)] ?? '';
  /** A step that the state of things does not allow is refused, and changes nothing. */
  const attempt = async (step: () => Promise<unknown>): Promise<void> => {
    await step().catch((error: Error) => expect(error.name).toMatch(/^payments\//));
  };
  for (let step = 0; step < STEPS; step += 1) {
    const kind = payments.length === 0 ? 0 : below(4);
    if (kind === 0) payments.push((await house.pay(METHODS[below(METHODS.length)] ?? 'pm_card_visa', 100 + below(10_000))).id);
    else if (kind === 1) await attempt(() => house.capture(anyPayment(), 1 + below(5_000)));
    else if (kind === 2) await attempt(() => house.refund(anyPayment(), 1 + below(3_000)));
    else await attempt(() => house.cancel(anyPayment()));
  }
  house.clock.forward(60);
  for (const id of payments) if ((await house.row(id)).status === 'unknown') await house.apply(await house.payments.inquire(id));
  expect(await house.violations()).toEqual([]);
  expect(await house.payments.compareBooks('sandbox', new Date(0))).toEqual([]);
  const cash = await sumOf(
    `SELECT SUM(CAST(debit AS SIGNED) - credit) AS total FROM payments_ledger_entry WHERE account = 'cash_at_gateway:sandbox'`,
  );
  const balance = await sumOf(`SELECT SUM(CAST(credit AS SIGNED) - debit) AS total FROM payments_sandbox_entry WHERE account = 'merchant'`);
  expect(cash).toBe(balance);
  expect(balance).toBeGreaterThan(0);
}, 120_000);
