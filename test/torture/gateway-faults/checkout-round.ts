import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '../../support/client';
import { ADDRESS, firstShippingMethod, guestCart, makeProduct } from '../../support/shopping';
import type { CartBody } from '../../support/shopping';
import type { Outcome } from '../lane';
import type { SeededRandom } from '../seeded-random';
import { bookMistakes, brokenInvariants, unsettled } from './book';
import type { GatewayWorld } from './gateway-world';
import { Payer } from './payer';
import { scripts } from './scripts';
import type { Rule } from './scripts';

const CHECKOUTS = 20;
const LIMIT_MS = 120_000;
const POLL_MS = 300;

/** Twenty people pay while the gateway misbehaves in one way; afterwards the bank's own book decides whether all went well. */
export class CheckoutRound {
  private readonly violations: string[] = [];

  constructor(
    private readonly world: GatewayWorld,
    private readonly scenario: string,
    private readonly random: SeededRandom,
  ) {}

  async run(): Promise<Outcome> {
    const script = scripts.get(this.scenario)?.(this.random, CHECKOUTS);
    if (!script) throw new Error(`There is no gateway fault ${this.scenario}`);
    const manager = await this.world.manager();
    const { variantId } = await makeProduct(manager, CHECKOUTS);
    const payers = await this.payers(manager, variantId);
    await this.play(manager, script.rules);
    const started = Date.now();
    await Promise.all(
      payers.map((payer) => payer.run(script.errand, started + LIMIT_MS).catch((error: unknown) => this.violations.push(String(error)))),
    );
    const settledMs = Date.now() - started;
    const struck = await this.struck(manager, script.rules);
    if (struck === 0) this.violations.push('no fault of the script has struck');
    await this.settled(started + LIMIT_MS);
    this.violations.push(...(await bookMistakes(this.world.databaseUrl, variantId, script.errand, CHECKOUTS)));
    this.violations.push(...(await brokenInvariants(this.world.databaseUrl)));
    const asked = payers.reduce((sum, { confirmations }) => sum + confirmations, 0);
    return {
      violations: this.violations,
      figures: { checkouts: CHECKOUTS, confirmations: asked, 'faults struck': struck, 'settled after ms': settledMs },
    };
  }

  private async payers(manager: Client, variantId: string): Promise<readonly Payer[]> {
    const client = this.world.client(0);
    const probe = await guestCart(client);
    await probe.client.post(`/v1/carts/${probe.id}/lines`, { body: { variantId, quantity: 1 } });
    const shippingMethodId = await firstShippingMethod(probe);
    const body = { lines: [{ variantId, quantity: 1 }], email: 'ada@example.com', shippingAddress: ADDRESS, shippingMethodId };
    return Promise.all(
      Array.from({ length: CHECKOUTS }, async (_, index) => {
        const mine = this.world.client(index);
        const cart = await mine.post<CartBody>('/v1/carts', { body });
        return new Payer(mine, manager, cart.body.id, cart.body.token ?? '', randomUUID());
      }),
    );
  }

  private async play(manager: Client, rules: readonly Rule[]): Promise<void> {
    const { status, body } = await manager.put('/v1/sandbox/faults', { body: { rules } });
    if (status !== 200) throw new Error(`The script was not taken: ${status} ${JSON.stringify(body)}`);
  }

  /** Counts what the script has done, and ends it. */
  private async struck(manager: Client, rules: readonly Rule[]): Promise<number> {
    const { body } = await manager.get<{ rules: readonly Rule[] }>('/v1/sandbox/faults');
    await manager.delete('/v1/sandbox/faults');
    const sum = (all: readonly Rule[]): number => all.reduce((total, { times }) => total + times, 0);
    return sum(rules) - sum(body.rules);
  }

  /** Late webhooks too must have arrived, and events been dealt with, before the books are compared. */
  private async settled(deadline: number): Promise<void> {
    for (;;) {
      const left = await unsettled(this.world.databaseUrl);
      if (left.length === 0) return;
      if (Date.now() > deadline) {
        this.violations.push(...left.map((what) => `not settled within ${LIMIT_MS / 1_000} s: ${what}`));
        return;
      }
      await sleep(POLL_MS);
    }
  }
}
