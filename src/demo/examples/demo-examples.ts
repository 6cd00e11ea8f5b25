import { Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';
import { AuthFacade } from '../../modules/auth';
import { ExportWorker } from '../../modules/catalog';
import { Config } from '../../platform/config';
import { Database } from '../../platform/database';
import { EXAMPLE_CART_TOKEN, exampleId } from '../../platform/http';
import { withIds } from '../../platform/ids';
import { hashToken, Random } from '../../platform/random';
import { ShopApi } from './shop-api';
import { GUEST_CARTS, makeGuestCarts, makeShopperExamples, WAITING_ORDERS } from './shopper-examples';
import { makeStaffExamples } from './staff-examples';

export const DEMO_PASSPHRASE = 'portico demo passphrase';
const HOOK = exampleId('hook');

/**
 * Everything that an example of the API document names, under the very id that the document shows, so that each "Try it out" works as it
 * stands. Made through the API itself, as a client would.
 */
@Injectable()
export class DemoExamples {
  /** Answers a row when all is done: the examples are made in order, and this is the last one. A shop older than they are stays as it is. */
  static readonly LAST = `SELECT 1 FROM payments_inbox WHERE id = '${HOOK}'
    UNION SELECT 1 FROM pricing_tax_category WHERE code = 'standard' AND id <> '${exampleId('tax')}'`;

  constructor(
    private readonly config: Config,
    private readonly http: HttpAdapterHost,
    private readonly database: Database,
    private readonly auth: AuthFacade,
    private readonly random: Random,
    private readonly exports: ExportWorker,
  ) {}

  /** Repeating is safe: what was made, or was made and used up, stays as it is. */
  async make(): Promise<void> {
    if ((await this.database.query(DemoExamples.LAST)).length > 0) return;
    const server: FastifyInstance = this.http.httpAdapter.getInstance();
    const guest = new ShopApi(server);
    await this.once(`SELECT 1 FROM catalog_import WHERE id = '${exampleId('imp')}'`, async () =>
      makeStaffExamples(await guest.signedIn('admin@example.com', DEMO_PASSPHRASE), `${this.config.publicUrl}/demo/images`),
    );
    // An example whose file can be fetched has one.
    await this.exports.work();
    await this.makeCustomer();
    await this.once(`SELECT 1 FROM cart_cart WHERE id = '${exampleId('cart')}'`, async () =>
      makeShopperExamples(await guest.signedIn('shopper@example.com', DEMO_PASSPHRASE, { ses: [exampleId('ses', 2)] })),
    );
    await this.once(`SELECT 1 FROM cart_cart WHERE id = '${exampleId('cart', 3)}'`, () => makeGuestCarts(guest));
    await this.once(`SELECT 1 FROM payments_reconciliation WHERE id = '${exampleId('rec')}'`, async () => {
      const staff = await guest.signedIn('admin@example.com', DEMO_PASSPHRASE);
      await staff.send('POST', '/v1/admin/reconciliations', { payload: {}, ids: { rec: [exampleId('rec')] } });
    });
    await this.arrange();
  }

  private async once(check: string, make: () => Promise<void>): Promise<void> {
    if ((await this.database.query(check)).length === 0) await make();
  }

  /** Somebody for staff to disable or promote, without harm to the accounts that people sign in with. */
  private async makeCustomer(): Promise<void> {
    const account = { email: 'carla@example.com', name: 'Carla Customer', role: 'customer', password: this.random.token() } as const;
    await withIds({ cus: [exampleId('cus')] }, () => this.auth.ensureAccount(account));
  }

  /** What no caller of the API could do: publish a token, stop the clock of the waiting orders, and lose a gateway's message. */
  private async arrange(): Promise<void> {
    const event = JSON.stringify({ id: 'evt_demo', type: 'account.updated' });
    await this.database.transaction(async () => {
      await this.database.execute('UPDATE cart_cart SET token_hash = ?, customer_id = NULL, active_customer_id = NULL WHERE id IN (?)', [
        hashToken(EXAMPLE_CART_TOKEN),
        [exampleId('cart'), ...GUEST_CARTS],
      ]);
      await this.database.execute(`UPDATE inventory_reservation SET expires_at = '2100-01-01' WHERE order_id IN (?)`, [WAITING_ORDERS]);
      await this.database.execute(
        `INSERT INTO payments_inbox (id, gateway, event_id, type, raw_body, headers, signature, state, attempts, last_error, received_at)
         VALUES (?, 'sandbox', 'evt_demo', 'account.updated', ?, '{}', 'valid', 'dead', 10, 'tried ten times', UTC_TIMESTAMP(3))`,
        [HOOK, event],
      );
    });
  }
}
