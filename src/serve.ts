import { AppModule } from './app.module';
import { isSeeded } from './demo';
import { entities } from './entities';
import { migrations } from './migrations';
import { MediaStore } from './modules/catalog';
import { Config, ConfigurationError } from './platform/config';
import { pendingMigrations } from './platform/database';
import { createHttpApp, installShutdown, listen } from './platform/http';
import { SettingAtFault, blameAddress, blameDatabaseUrl, blameMediaDirectory } from './setting-at-fault';

/** What `npm start` asks for: end at once with this code, without a word, when there is something to migrate or the demo is missing. */
const IF_PREPARED = '--if-prepared';
const NOT_PREPARED = 75;

async function run(): Promise<void> {
  const config = new Config(process.env);
  const [app] = await Promise.all([createHttpApp(AppModule, config), checkDatabase(config)]).catch(blameDatabaseUrl);
  await app.get(MediaStore, { strict: false }).open().catch(blameMediaDirectory);
  installShutdown(app);
  await listen(app, config).catch(blameAddress);
}

async function checkDatabase({ databaseUrl }: Config): Promise<void> {
  const mayLeave = process.argv.includes(IF_PREPARED);
  const pending = await pendingMigrations(databaseUrl, { entities, migrations });
  if (mayLeave && (pending || !(await isSeeded(databaseUrl)))) process.exit(NOT_PREPARED);
  if (pending) throw new ConfigurationError(['DATABASE_URL: the database lacks migrations; run `npm run migration:run` first']);
}

/** One shop in this process, until a signal ends it. */
export function serve(): void {
  run().catch((error: unknown) => {
    const known = error instanceof ConfigurationError || error instanceof SettingAtFault;
    process.stderr.write(`${known ? error.message : error instanceof Error ? error.stack : String(error)}\n`);
    process.exit(1);
  });
}
