import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from '../../support/client';
import { brokenInvariants } from '../../support/invariants';
import { startShop } from '../../support/shop';
import type { Shop } from '../../support/shop';
import { makeProduct } from '../../support/shopping';
import type { LaneWorld, Outcome } from '../lane';
import type { SeededRandom } from '../seeded-random';
import { Aftermath } from './aftermath';
import { DurableDatabase } from './durable-database';
import { Journal } from './journal';
import { DatabaseProxy } from './proxy';
import { FULL_SPEED_MS, recovery } from './recovery';
import { Shopper } from './shopper';
import type { Purchase } from './shopper';
import type { Trouble } from './trouble';

const PROCESSES = 2;
const SHOPPERS = 6;
const PRODUCTS = 4;
const PLENTY = 1_000_000;
const CALM_MS = 2_500;
const WARM_UP_MS = 500;

/** A shop that reaches its database through our proxy only. */
export class DatabaseFaultsWorld implements LaneWorld {
  private constructor(
    private readonly troubles: readonly Trouble[],
    private readonly faults: number,
    private readonly database: DurableDatabase,
    private readonly proxy: DatabaseProxy,
    private readonly shop: Shop,
    private readonly mails: string,
    private readonly variants: readonly string[],
  ) {}

  static async start(troubles: readonly Trouble[], log: (line: string) => void, faults: number): Promise<DatabaseFaultsWorld> {
    const database = await DurableDatabase.start(log);
    const proxy = await DatabaseProxy.before(database.url);
    const mails = await mkdtemp(join(tmpdir(), 'portico-torture-mails-'));
    const env = { MAIL_DIRECTORY: mails, RECONCILE_MINUTES: '0' };
    try {
      const shop = await startShop({ name: 'torture_database', processes: PROCESSES, env, databaseUrl: proxy.urlFor(database.url) });
      return new DatabaseFaultsWorld(troubles, faults, database, proxy, shop, mails, await goods(shop));
    } catch (error) {
      await proxy.stop();
      await database.stop();
      throw error;
    }
  }

  async run(scenario: string, random: SeededRandom): Promise<Outcome> {
    const trouble = this.troubles.find(({ name }) => name === scenario);
    if (!trouble) throw new Error(`There is no trouble ${scenario}`);
    const journal = new Journal();
    const shoppers = Array.from({ length: SHOPPERS }, () => new Shopper(this.shop.urls, this.variants, random, journal));
    const stop = new AbortController();
    const shopping = Promise.all(shoppers.map((shopper) => shopper.shop(stop.signal)));
    const backAfter = await this.strikes(trouble, random, journal).finally(() => stop.abort());
    const purchases = (await shopping).flat();
    await this.check(shoppers, purchases, journal);
    const figures = { faults: backAfter.length, 'back to full speed ms': backAfter.reduce((sum, ms) => sum + ms, 0) };
    return { violations: journal.violations, figures: { ...journal.figures, ...figures } };
  }

  async stop(): Promise<void> {
    await this.shop.stop();
    await this.proxy.stop();
    await this.database.stop();
    await rm(this.mails, { recursive: true, force: true });
  }

  private async strikes(trouble: Trouble, random: SeededRandom, journal: Journal): Promise<readonly number[]> {
    await sleep(WARM_UP_MS);
    const backAfter: number[] = [];
    for (let count = 0; count < this.faults; count += 1) backAfter.push(await this.strike(trouble, random, journal));
    return backAfter;
  }

  /** Calm, trouble, and the way back to full speed: how many milliseconds it took. */
  private async strike(trouble: Trouble, random: SeededRandom, journal: Journal): Promise<number> {
    const began = Date.now();
    await sleep(CALM_MS);
    const before = journal.rate(began, Date.now());
    await trouble.strike({ proxy: this.proxy, database: this.database }, random);
    const took = await recovery(journal, before, Date.now());
    if (took === undefined)
      journal.violation(`No full speed (${before.toFixed(0)} requests/s before) within ${FULL_SPEED_MS / 1_000} s after the fault`);
    return took ?? FULL_SPEED_MS;
  }

  private async check(shoppers: readonly Shopper[], purchases: readonly Purchase[], journal: Journal): Promise<void> {
    if (purchases.length === 0) journal.violation('Nobody has bought anything');
    await Promise.all(
      shoppers.map((shopper, own) =>
        askAgain(
          shopper,
          purchases.filter((_, index) => index % shoppers.length === own),
        ),
      ),
    );
    const aftermath = new Aftermath(this.database);
    for (const sentence of await aftermath.violations(purchases)) journal.violation(sentence);
    for (const sentence of await brokenInvariants(this.database.url)) journal.violation(sentence);
    for (const url of this.shop.urls) {
      const ready = await fetch(`${url}/health/ready`);
      if (ready.status !== 200) journal.violation(`A process is not ready: ${await ready.text()}`);
    }
  }
}

async function askAgain(shopper: Shopper, purchases: readonly Purchase[]): Promise<void> {
  for (const purchase of purchases) await shopper.askAgain(purchase).catch(() => undefined);
}

async function goods(shop: Shop): Promise<string[]> {
  const manager = await new Client(shop.urls[0] ?? '').signedIn('admin@example.com');
  const made: string[] = [];
  for (let count = 0; count < PRODUCTS; count += 1) made.push((await makeProduct(manager, PLENTY)).variantId);
  return made;
}
