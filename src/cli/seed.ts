import { AppModule } from '../app.module';
import { DemoShop } from '../demo';
import { Config } from '../platform/config';
import { createHttpApp } from '../platform/http';

/** Makes the demo shop what it was: products and prices as they were written, accounts where they are missing. */
async function main(): Promise<void> {
  process.env['JOBS'] = 'off';
  process.env['LOG_LEVEL'] = 'warn';
  const app = await createHttpApp(AppModule, new Config(process.env));
  try {
    await app.init();
    await app.get(DemoShop).seed();
    process.stdout.write('The demo shop is seeded.\n');
  } finally {
    await app.close();
  }
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  },
);
