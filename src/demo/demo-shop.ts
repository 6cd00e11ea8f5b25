import { Injectable } from '@nestjs/common';
import { AuthFacade } from '../modules/auth';
import { CatalogWriter } from '../modules/catalog';
import { PricingSeeder } from '../modules/pricing';
import { Config } from '../platform/config';
import { exampleId } from '../platform/http';
import { withIds } from '../platform/ids';
import { demoCatalogue } from './demo-catalogue';
import { DEMO_PASSPHRASE, DemoExamples } from './examples/demo-examples';

const FIRST_TERMS = { tax: [exampleId('tax')], ship: [exampleId('ship')], promo: [exampleId('promo')] };
export const DEMO_ACCOUNTS = [
  { email: 'shopper@example.com', name: 'Sam Shopper', role: 'customer' },
  { email: 'manager@example.com', name: 'Mara Manager', role: 'manager' },
  { email: 'admin@example.com', name: 'Ada Admin', role: 'admin' },
] as const;

/** Fills a shop so that there is something to look at. Never in production: everybody knows the passphrase. */
@Injectable()
export class DemoShop {
  constructor(
    private readonly config: Config,
    private readonly auth: AuthFacade,
    private readonly catalog: CatalogWriter,
    private readonly pricingSeeder: PricingSeeder,
    private readonly examples: DemoExamples,
  ) {}

  /** The examples of the API document come last: a shop that has them has everything. Repeating is safe: accounts stay as they are, products become what the demo says, prices and coupons are made once. */
  async seed(): Promise<void> {
    if (this.config.isProduction) throw new Error('The demo shop is never seeded in production: its accounts have a published passphrase.');
    for (const product of demoCatalogue(`${this.config.publicUrl}/demo/images`)) await this.catalog.upsertProduct(product);
    for (const account of DEMO_ACCOUNTS) await this.auth.ensureAccount({ ...account, password: DEMO_PASSPHRASE });
    await withIds(FIRST_TERMS, () => this.pricingSeeder.seed());
    await this.examples.make();
  }
}
