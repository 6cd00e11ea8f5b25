import { setTimeout as sleep } from 'node:timers/promises';
import { CommitOutcomeUnknown, DatabaseBusy, isConnectionLost } from '../../platform/database';

/** As long as a shopper waits for an answer anyway; after that the poller takes over. */
const PATIENCE_MS = 8_000;
const PAUSE_MS = 150;

/**
 * Does again what the database lost, and what it may have lost. Only for work that may be done twice: what a gateway is asked under its own
 * key, and facts, which count once. Without it a moment without a database leaves a payment in `processing` until the poller comes.
 */
export async function persistently<T>(work: () => Promise<T>): Promise<T> {
  const end = Date.now() + PATIENCE_MS;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!wasLost(error) || Date.now() > end) throw error;
      await sleep(PAUSE_MS);
    }
  }
}

function wasLost(error: unknown): boolean {
  return error instanceof CommitOutcomeUnknown || error instanceof DatabaseBusy || isConnectionLost(error);
}
