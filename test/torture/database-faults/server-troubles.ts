import { setTimeout as sleep } from 'node:timers/promises';
import type { Trouble } from './trouble';

const restart: Trouble = {
  name: 'restart',
  strike: async ({ database }, random) => {
    await database.end('SIGTERM');
    await sleep(random.between(0, 1_500));
    await database.revive();
  },
};

/** Recovery is the server's own; nothing that was acknowledged may be missing after it. */
const kill: Trouble = {
  name: 'kill',
  strike: async ({ database }, random) => {
    await database.end('SIGKILL');
    await sleep(random.between(0, 1_500));
    await database.revive();
  },
};

/** A session that is not ours holds the rows that everybody needs, longer than the shop waits for a lock, and in the wrong order. */
const foreignLocks: Trouble = {
  name: 'foreign-locks',
  strike: async ({ database }, random) => {
    const end = Date.now() + random.between(3_000, 8_000);
    while (Date.now() < end) {
      await database.asStranger(async (say) => {
        await say('START TRANSACTION');
        await say('SELECT variant_id FROM inventory_stock WHERE on_hand > 100000 ORDER BY variant_id DESC LIMIT 3 FOR UPDATE');
        await sleep(random.between(10, 200));
        await say('SELECT id FROM cart_cart ORDER BY id DESC LIMIT 2 FOR UPDATE');
        await sleep(random.chance(0.3) ? random.between(1_000, 5_000) : random.between(20, 300));
        await say('ROLLBACK');
      });
      await sleep(random.between(10, 100));
    }
  },
};

export const serverTroubles: readonly Trouble[] = [restart, kill, foreignLocks];
