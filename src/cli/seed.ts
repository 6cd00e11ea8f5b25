import { NestFactory } from '@nestjs/core';
import { AppModule } from '../app.module';
import { DemoShop } from '../demo';

/** Makes the demo shop what it was: products and prices as they were written, accounts where they are missing. */
async function main(): Promise<void> {
  process.env['JOBS'] = 'off';
  const app = await NestFactory.createApplicationContext(AppModule, { logger: ['error', 'warn'] });
  try {
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
