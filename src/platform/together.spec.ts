import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { Together } from './together';

const recorder = (): { readonly calls: number[][]; readonly together: Together<number, string> } => {
  const calls: number[][] = [];
  const call = async (items: readonly number[]): Promise<string[]> => {
    calls.push([...items]);
    await sleep(5);
    if (items.includes(-1)) throw new Error('not this one');
    return items.map((item) => `answer ${item}`);
  };
  return { calls, together: new Together(call, 3) };
};

it('makes one call of what is asked at once and of what comes while it is under way, no more than so many in each', async () => {
  const { calls, together } = recorder();
  const first = [1, 2].map((item) => together.ask(item));
  await sleep(2);
  const later = [3, 4, 5, 6].map((item) => together.ask(item));
  expect(await Promise.all([...first, ...later])).toEqual([1, 2, 3, 4, 5, 6].map((item) => `answer ${item}`));
  expect(calls).toEqual([[1, 2], [3, 4, 5], [6]]);
});

it('keeps nobody who is alone waiting, and goes on after a failure that only those hear of who were in it', async () => {
  const { calls, together } = recorder();
  const failing = together.ask(-1);
  await expect(failing).rejects.toThrow('not this one');
  expect(await together.ask(7)).toBe('answer 7');
  const mixed = await Promise.allSettled([together.ask(8), together.ask(-1)]);
  expect(mixed.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(calls).toEqual([[-1], [7], [8, -1]]);
});

it('calls in the async context of nobody who asks: a transaction of theirs is not its own', async () => {
  const context = new AsyncLocalStorage<string>();
  const together = new Together(async (items: readonly number[]) => items.map(() => context.getStore()));
  expect(await context.run('mine', () => together.ask(1))).toBeUndefined();
});
