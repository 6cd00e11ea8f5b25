import { AppModule } from '../app.module';
import { DemoShop, isSeeded } from '../demo';
import { entities } from '../entities';
import { migrations } from '../migrations';
import { Config } from '../platform/config';
import { migrate } from '../platform/database';
import { createHttpApp } from '../platform/http';
import { command, reachDatabase, stackOf } from './command';

/** What `npm start` does before it serves: migrate, and fill an empty shop with the demo. */
async function main(): Promise<void> {
  process.env['JOBS'] = 'off';
  process.env['LOG_LEVEL'] = 'warn';
  const config = new Config(process.env);
  await reachDatabase(config);
  const run = await migrate(config.databaseUrl, { entities, migrations });
  if (run.length > 0) process.stdout.write(`  ${run.length} migrations run\n`);
  if (await isSeeded(config.databaseUrl)) return;
  process.stdout.write('  Filling the demo shop ...\n');
  const app = await createHttpApp(AppModule, config);
  try {
    await app.init();
    await app.get(DemoShop).seed();
  } finally {
    await app.close();
  }
}

command(main, { tell: stackOf });
