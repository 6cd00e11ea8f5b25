import type { RunningDatabase } from '../../../deploy/local/database.mjs';
import { Client } from '../../support/client';
import { testServer } from '../../support/server';
import { startShop } from '../../support/shop';
import type { Shop } from '../../support/shop';
import type { LaneWorld, Outcome } from '../lane';
import type { SeededRandom } from '../seeded-random';
import { CheckoutRound } from './checkout-round';
import { ForgeryRound } from './forgeries';

export const FORGED = 'forged-webhooks';
const SIGNED_IN_MS = 300_000;

/** A shop of two processes, whose gateway can be told what to do wrong. */
export class GatewayWorld implements LaneWorld {
  readonly webhookSecret = 'the-secret-of-the-tortured-gateway';
  private signedIn: { readonly client: Client; readonly since: number } | undefined;

  private constructor(
    private readonly server: RunningDatabase,
    private shop: Shop | undefined,
  ) {}

  static async start(): Promise<GatewayWorld> {
    const world = new GatewayWorld(await testServer(), undefined);
    const env = { SANDBOX_TIMEOUT_MS: '500', SANDBOX_WEBHOOK_SECRET: world.webhookSecret };
    try {
      world.shop = await startShop({ name: 'torture_gateway', processes: 2, env });
    } catch (error) {
      await world.stop();
      throw error;
    }
    return world;
  }

  get databaseUrl(): string {
    return this.running.databaseUrl;
  }

  /** One of the processes. */
  client(index: number): Client {
    const { urls } = this.running;
    return new Client(urls[index % urls.length] ?? '');
  }

  async manager(): Promise<Client> {
    if (!this.signedIn || Date.now() - this.signedIn.since > SIGNED_IN_MS) {
      this.signedIn = { client: await this.client(0).signedIn('manager@example.com'), since: Date.now() };
    }
    return this.signedIn.client;
  }

  run(scenario: string, random: SeededRandom): Promise<Outcome> {
    return scenario === FORGED ? new ForgeryRound(this, random).run() : new CheckoutRound(this, scenario, random).run();
  }

  async stop(): Promise<void> {
    await this.shop?.stop();
    await this.server.stop();
  }

  private get running(): Shop {
    if (!this.shop) throw new Error('The shop has not started');
    return this.shop;
  }
}
