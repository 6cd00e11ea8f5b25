import { NestFactory } from '@nestjs/core';
import { AppModule } from '../app.module';
import { DemoShop } from '../demo';
import { entities } from '../entities';
import { migrations } from '../migrations';
import { Config } from '../platform/config';
import { migrate } from '../platform/database';

/** What `npm start` does before it serves: migrate, and fill an empty shop with the demo. */
async function main(): Promise<void> {
  process.env['JOBS'] = 'off';
  process.env['LOG_LEVEL'] ??= 'warn';
  const config = new Config(process.env);
  const run = await migrate(config.databaseUrl, { entities, migrations });
  if (run.length > 0) process.stdout.write(`  ${run.length} migrations run\n`);
  const app = await NestFactory.createApplicationContext(AppModule, { logger: ['error', 'warn'] });
  try {
    const demo = app.get(DemoShop);
    if (await demo.isSeeded()) return;
    process.stdout.write('  Filling the demo shop ...\n');
    await demo.seed();
  } finally {
    await app.close();
  }
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    process.exit(1);
  },
);
