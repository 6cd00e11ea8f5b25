import { setTimeout as sleep } from 'node:timers/promises';
import type { Journal } from './journal';

export const FULL_SPEED_MS = 10_000;
const WINDOW_MS = 1_000;
const STEP_MS = 100;
/** One second differs from the next by chance, on a busy machine by more; half the speed of before would be a lasting harm. */
const FULL = 0.6;

/** How long after the fault the shop was as quick as before and refused nobody for a second; undefined when it took too long. */
export async function recovery(journal: Journal, before: number, faultEnded: number): Promise<number | undefined> {
  for (let from = faultEnded; from <= faultEnded + FULL_SPEED_MS; from += STEP_MS) {
    const to = from + WINDOW_MS;
    await sleep(Math.max(0, to - Date.now()));
    if (journal.rate(from, to) >= FULL * before && !journal.refusedBetween(from, to)) return from - faultEnded;
  }
  return undefined;
}
