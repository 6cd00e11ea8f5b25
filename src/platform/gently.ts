import { performance } from 'node:perf_hooks';
import { setImmediate as others } from 'node:timers/promises';

/** Work in memory lets everybody else have a turn after so long. */
const TURN_MS = 8;

/** For long work in memory, which would keep the process from answering: each call waits until others had their turn, if it is time. */
export function turns(): () => Promise<void> {
  let since = performance.now();
  return async () => {
    if (performance.now() - since < TURN_MS) return;
    await others();
    since = performance.now();
  };
}

/** `map` for many items, with turns for others in between. */
export async function mapGently<T, R>(items: readonly T[], work: (item: T) => R): Promise<R[]> {
  const turn = turns();
  const results: R[] = [];
  for (const item of items) {
    results.push(work(item));
    await turn();
  }
  return results;
}
