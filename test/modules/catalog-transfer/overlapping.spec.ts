import { setTimeout as sleep } from 'node:timers/promises';
import { OutOfTurn, overlapping, stepOf } from '../../../src/modules/catalog/transfer/overlapping';
import type { Turn } from '../../../src/modules/catalog/transfer/overlapping';

interface Plan {
  readonly name: string;
  /** Where the first attempt fails: before its gate, or after. */
  readonly fails?: 'early' | 'late';
  /** Its work is begun anew behind the gate, as a transaction is after a deadlock. */
  readonly restarts?: boolean;
  /** And the second one, too. */
  readonly hopeless?: boolean;
}

/** What happened, in its order, and what came out of it. */
async function run(plans: readonly Plan[]): Promise<{ said: string[]; results: string[]; failure: unknown }> {
  const said: string[] = [];
  const results: string[] = [];
  async function* items(): AsyncGenerator<Plan> {
    yield* plans;
  }
  const attempt = async ({ name, fails, restarts }: Plan, { begin, gate }: Turn): Promise<string> => {
    begin();
    said.push(`${name} begins`);
    await sleep(2);
    if (fails === 'early') throw new Error(`${name} failed early`);
    await gate();
    said.push(`${name} passes`);
    await sleep(5);
    if (restarts) begin();
    await sleep(5);
    if (fails === 'late') throw new Error(`${name} failed late`);
    said.push(`${name} is kept`);
    return name;
  };
  const again = async ({ name, hopeless }: Plan, error: unknown): Promise<string> => {
    said.push(`${name} again, ${error instanceof OutOfTurn ? 'out of turn' : 'on its own account'}`);
    await sleep(2);
    if (hopeless) throw new Error(`${name} is hopeless`);
    said.push(`${name} is kept`);
    return name;
  };
  const steps = overlapping<Plan, string>(items(), (plan, before) =>
    stepOf(
      before,
      (turn) => attempt(plan, turn),
      (error) => again(plan, error),
    ),
  );
  try {
    for await (const result of steps) results.push(result);
    return { said, results, failure: undefined };
  } catch (failure) {
    return { said, results, failure };
  }
}

const keptOf = (said: readonly string[]): string[] => said.filter((text) => text.endsWith('is kept'));

it('begins the next while one is being finished, and keeps them in their order', async () => {
  const { said, results } = await run([{ name: 'a' }, { name: 'b' }, { name: 'c' }]);
  expect(results).toEqual(['a', 'b', 'c']);
  expect(keptOf(said)).toEqual(['a is kept', 'b is kept', 'c is kept']);
  expect(said.indexOf('b begins')).toBeLessThan(said.indexOf('a is kept'));
  expect(said.indexOf('b passes')).toBeGreaterThan(said.indexOf('a is kept'));
  expect(said.indexOf('c begins')).toBeGreaterThan(said.indexOf('a is kept'));
});

it('takes back the next when one must be done again, and does both alone', async () => {
  const { said, results } = await run([{ name: 'a', fails: 'late' }, { name: 'b' }, { name: 'c' }]);
  expect(results).toEqual(['a', 'b', 'c']);
  expect(keptOf(said)).toEqual(['a is kept', 'b is kept', 'c is kept']);
  expect(said).toContain('b again, out of turn');
  expect(said).not.toContain('b passes');
  expect(said.indexOf('b again, out of turn')).toBeGreaterThan(said.indexOf('a is kept'));
});

it('goes on two at a time behind those that were done again', async () => {
  const names = ['a', 'b', 'c', 'd', 'e'];
  const { said, results } = await run(names.map((name) => (name === 'a' ? { name, fails: 'late' as const } : { name })));
  expect(results).toEqual(names);
  expect(said.filter((text) => text.includes('again'))).toEqual(['a again, on its own account', 'b again, out of turn']);
  expect(said.indexOf('c begins')).toBeGreaterThan(said.indexOf('b is kept'));
  expect(said.indexOf('d begins')).toBeLessThan(said.indexOf('c is kept'));
});

it('takes back the next, too, when the database makes one begin anew after its gate', async () => {
  const { said, results } = await run([{ name: 'a', restarts: true }, { name: 'b' }, { name: 'c' }]);
  expect(results).toEqual(['a', 'b', 'c']);
  expect(said.indexOf('b again, out of turn')).toBeGreaterThan(said.indexOf('a is kept'));
  expect(said).not.toContain('b passes');
});

it('does one that fails at once again before anything else is begun', async () => {
  const { said, results } = await run([{ name: 'a' }, { name: 'b', fails: 'early' }, { name: 'c' }]);
  expect(results).toEqual(['a', 'b', 'c']);
  expect(said).toContain('b again, on its own account');
  expect(said.indexOf('b again, on its own account')).toBeGreaterThan(said.indexOf('a is kept'));
  expect(said.indexOf('c begins')).toBeGreaterThan(said.indexOf('b is kept'));
});

it('ends with the first that cannot be done, keeping nothing of those behind it', async () => {
  const { said, results, failure } = await run([{ name: 'a' }, { name: 'b', fails: 'late', hopeless: true }, { name: 'c' }, { name: 'd' }]);
  expect(results).toEqual(['a']);
  expect(failure).toEqual(new Error('b is hopeless'));
  expect(keptOf(said)).toEqual(['a is kept']);
  expect(said).not.toContain('d begins');
});
