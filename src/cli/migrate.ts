import { entities } from '../entities';
import { migrations } from '../migrations';
import { Config } from '../platform/config';
import { migrate } from '../platform/database';
import { command, reachDatabase } from './command';

async function main(): Promise<void> {
  const config = new Config(process.env);
  await reachDatabase(config);
  const run = await migrate(config.databaseUrl, { entities, migrations });
  process.stdout.write(run.length > 0 ? `${run.join('\n')}\n` : 'The database is up to date.\n');
}

command(main);
