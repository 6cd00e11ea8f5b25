import { AppModule } from '../app.module';
import { DemoShop } from '../demo';
import { Config } from '../platform/config';
import { createHttpApp } from '../platform/http';
import { command, reachDatabase } from './command';

/** Makes the demo shop what it was: products and prices as they were written, accounts where they are missing. */
async function main(): Promise<void> {
  process.env['JOBS'] = 'off';
  process.env['LOG_LEVEL'] = 'warn';
  const config = new Config(process.env);
  await reachDatabase(config);
  const app = await createHttpApp(AppModule, config);
  try {
    await app.init();
    await app.get(DemoShop).seed();
    process.stdout.write('The demo shop is seeded.\n');
  } finally {
    await app.close();
  }
}

command(main);
