import { deepPagesOf, stockOf } from './stock';
import type { Contestant } from './measure';
import { Load } from './load/load';
import type { Cache } from './options';
import type { Server } from './processes';
import type { Stage } from './stage';
import { compareAnswers } from './honesty';

/** Both servers on one stage, ready to be measured. */
export interface Ring {
  readonly shop: Contestant;
  readonly bare: Contestant;
  readonly load: Load;
  /** What only the shop's answers say. */
  readonly shopOnly: readonly string[];
}

export async function withRing<T>(stage: Stage, cache: Cache, products: number, work: (ring: Ring) => Promise<T>): Promise<T> {
  const { freePort } = await import('../deploy/local/ports.mjs');
  const load = new Load();
  const running: Server[] = [];
  try {
    const shop = await stage.startShop(await freePort(), cache);
    running.push(shop);
    await stage.settle();
    const bare = await stage.startBare(await freePort());
    running.push(bare);
    const stock = await stockOf(stage);
    const shopOnly = await compareAnswers(shop, bare, { ...stock, deepPages: [] });
    const [ours, theirs] = [await deepPagesOf(shop, products), await deepPagesOf(bare, products)];
    return await work({
      shop: { server: shop, stock: { ...stock, deepPages: ours } },
      bare: { server: bare, stock: { ...stock, deepPages: theirs } },
      load,
      shopOnly,
    });
  } finally {
    load.end();
    await Promise.all(running.map((server) => server.stop()));
  }
}
