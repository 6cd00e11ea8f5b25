import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule } from '../../src/app.module';
import { AuthFacade } from '../../src/modules/auth';
import { PricingSeeder } from '../../src/modules/pricing';
import { Config } from '../../src/platform/config';
import { createHttpApp } from '../../src/platform/http';
import { Client } from './client';
import { testDatabase } from './database';
import type { TestDatabase } from './database';

const MANAGER = { email: 'manager@example.com', password: 'nine lives of a quiet mountain', name: 'M', role: 'manager' } as const;

export interface ShopInProcess {
  readonly tables: TestDatabase;
  readonly app: NestFastifyApplication;
  readonly guest: Client;
  readonly manager: Client;
  /** Signed in; their account is made when there is none. */
  customer(email: string): Promise<Client>;
  close(): Promise<void>;
}

/** The whole shop in this process, without background work and with nothing to sell yet; `priced` brings taxes and shipping methods. */
export async function shopInProcess({ priced = true, settings = {} } = {}): Promise<ShopInProcess> {
  const tables = await testDatabase(4);
  Object.assign(process.env, { DATABASE_URL: tables.url, JOBS: 'off', LOG_LEVEL: 'silent', RATE_LIMITS: 'off', ...settings });
  const app = await createHttpApp(AppModule, new Config(process.env));
  await app.listen({ host: '127.0.0.1', port: 0 });
  const guest = new Client((await app.getUrl()).replace('[::1]', '127.0.0.1'));
  await app.get(AuthFacade, { strict: false }).ensureAccount(MANAGER);
  if (priced) await app.get(PricingSeeder, { strict: false }).seed();
  const manager = await guest.signedIn(MANAGER.email, MANAGER.password);
  const customer = async (email: string): Promise<Client> => {
    const { password } = MANAGER;
    await app.get(AuthFacade, { strict: false }).ensureAccount({ email, password, name: 'S', role: 'customer' });
    return guest.signedIn(email, password);
  };
  const close = async (): Promise<void> => {
    await app.close();
    await tables.close();
  };
  return { tables, app, guest, manager, customer, close };
}
