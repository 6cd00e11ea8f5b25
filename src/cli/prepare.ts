import { NestFactory } from '@nestjs/core';
import { createConnection } from 'mysql2/promise';
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
  if (await isSeeded(config.databaseUrl)) return;
  process.stdout.write('  Filling the demo shop ...\n');
  const app = await NestFactory.createApplicationContext(AppModule, { logger: ['error', 'warn'] });
  try {
    await app.get(DemoShop).seed();
  } finally {
    await app.close();
  }
}

/** Asked without starting the application: that is most of what a second start would wait for. Prices and taxes are the last thing the seeder makes. */
async function isSeeded(databaseUrl: string): Promise<boolean> {
  const connection = await createConnection(databaseUrl);
  const [rows] = await connection.query("SELECT 1 FROM pricing_tax_category LIMIT 1");
  await connection.end();
  return Array.isArray(rows) && rows.length > 0;
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    process.exit(1);
  },
);
