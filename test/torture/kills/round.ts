import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from '../../support/client';
import { firstShippingMethod, guestCart, makeProduct } from '../../support/shopping';
import type { Outcome } from '../lane';
import type { SeededRandom } from '../seeded-random';
import { cast } from './cast';
import { lostOrders, until, wrongStock, wrongTotals } from './checks';
import type { Checks } from './checks';
import type { DurableDatabase } from './durable-database';
import { killerFor } from './killers';
import type { Stage } from './stories';
import type { Story } from './story';
import type { Victim } from './victim';

export const KILLS_PER_ROUND = 7;
const ON_HAND = 10_000;
const INVARIANTS_MS = 60_000;
const PAYMENTS_MS = 120_000;
const RETRY_MS = 200;

/** Seven deaths in a row in the middle of everybody's requests, each with those of the wave before still under way; then the reckoning. */
export class Round {
  private readonly stories: Story[] = [];
  private readonly violations: string[] = [];
  private readonly figures: Record<string, number> = { kills: 0, stories: 0, orders: 0 };
  private slowestMs = 0;

  constructor(
    private readonly scenario: string,
    private readonly random: SeededRandom,
    private readonly victim: Victim,
    private readonly database: DurableDatabase,
    private readonly checks: Checks,
  ) {}

  async run(): Promise<Outcome> {
    const stage = await this.prepare();
    for (let kill = 0; kill < KILLS_PER_ROUND; kill += 1) {
      const wave = await this.arrive(stage);
      await this.killAmid(wave);
      await this.recover();
      if (this.violations.length > 0) break;
    }
    await this.settle(stage);
    this.figures['invariants true after ms, slowest'] = this.slowestMs;
    this.figures['stories'] = this.stories.length;
    return { violations: this.violations, figures: this.figures };
  }

  private async prepare(): Promise<Stage> {
    const client = new Client(this.victim.url);
    const manager = await client.signedIn('manager@example.com');
    const { variantId } = await makeProduct(manager, ON_HAND);
    const probe = await guestCart(client);
    await probe.client.post(`/v1/carts/${probe.id}/lines`, { body: { variantId, quantity: 1 } });
    const methodId = (await firstShippingMethod(probe)) ?? '';
    const coupon = `KILL-${randomUUID().slice(0, 13).toUpperCase()}`;
    const terms = { code: coupon, title: 'Kill', kind: 'percent', percent: '10', usageLimit: 1000 };
    const { status } = await manager.post('/v1/admin/promotions', { body: terms, key: true });
    if (status !== 201) throw new Error(`The coupon was not made: ${status}`);
    const { random, checks } = this;
    const expire = async (orderId: string): Promise<void> =>
      void (await checks.query('UPDATE inventory_reservation SET expires_at = UTC_TIMESTAMP(3) WHERE order_id = ?', [orderId]));
    return { client, manager, random, variantId, methodId, coupon, expire };
  }

  private async arrive(stage: Stage): Promise<readonly Story[]> {
    const wave = await cast(stage);
    this.stories.push(...wave);
    return wave;
  }

  /** Everybody goes on at once, newcomers first, until the victim is dead. */
  private async killAmid(wave: readonly Story[]): Promise<void> {
    const killer = killerFor(this.scenario, this.random, this.victim, this.database);
    const dead = killer.strike();
    let over = false;
    const traffic = (async () => {
      const open = [...wave, ...this.stories.filter((story) => !story.isDone && !wave.includes(story))];
      while (!over) {
        await Promise.all(open.map((story) => this.attempt(story)));
        await sleep(RETRY_MS);
      }
    })();
    if (await dead) this.figures['kills'] = (this.figures['kills'] ?? 0) + 1;
    else this.violations.push(`${killer.name} was not hit by the traffic of its wave`);
    over = true;
    await traffic;
  }

  private async attempt(story: Story): Promise<void> {
    await story
      .attempt()
      .catch((error: unknown) => this.violations.push(`${story.progress}: ${error instanceof Error ? error.message : String(error)}`));
  }

  /** What has died comes back, and without anybody's help everything is consistent at once. */
  private async recover(): Promise<void> {
    await this.checks.forget();
    await this.database.revive();
    if (!this.victim.isAlive) await this.victim.launch();
    const restarted = Date.now();
    const broken = await until(INVARIANTS_MS, () => this.checks.broken());
    this.slowestMs = Math.max(this.slowestMs, Date.now() - restarted);
    this.violations.push(...broken);
  }

  /** Everybody repeats what was not acknowledged, with the same keys, until the shop has answered all of it. */
  private async settle(stage: Stage): Promise<void> {
    const restarted = Date.now();
    const open = async (): Promise<readonly string[]> => {
      const waiting = this.stories.filter(({ isDone }) => !isDone);
      await Promise.all(waiting.map((story) => this.attempt(story)));
      if (this.violations.length > 0) return [];
      return waiting
        .filter(({ isDone }) => !isDone)
        .map(({ progress }) => `not settled ${PAYMENTS_MS / 1_000} s after the restart: ${progress}`);
    };
    this.violations.push(...(await until(PAYMENTS_MS, open)));
    const left = PAYMENTS_MS - (Date.now() - restarted);
    this.violations.push(...(await until(left, () => this.checks.openPayments())));
    this.figures['everything settled after ms'] = Date.now() - restarted;
    if (this.violations.length === 0) await this.reckon(stage);
  }

  private async reckon({ client, variantId }: Stage): Promise<void> {
    const sold = this.stories.reduce((sum, story) => sum + story.ending().sold, 0);
    this.figures['orders'] = this.stories.filter(({ order }) => order).length;
    this.violations.push(
      ...(await until(INVARIANTS_MS, () => this.checks.broken())),
      ...(await wrongTotals(this.checks, variantId, this.stories)),
      ...(await wrongStock(this.checks, variantId, ON_HAND, sold)),
      ...(await lostOrders(client, this.stories)),
    );
  }
}
