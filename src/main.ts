import { AppModule } from './app.module';
import { entities } from './entities';
import { migrations } from './migrations';
import { Config, ConfigurationError } from './platform/config';
import { pendingMigrations } from './platform/database';
import { createHttpApp, installShutdown } from './platform/http';

async function main(): Promise<void> {
  const config = new Config(process.env);
  if (await pendingMigrations(config.databaseUrl, { entities, migrations })) {
    throw new ConfigurationError(['DATABASE_URL: the database lacks migrations; run `npm run migration:run` first']);
  }
  const app = await createHttpApp(AppModule, config);
  installShutdown(app);
  await app.listen({ host: config.host, port: config.port });
}

main().catch((error: unknown) => {
  const known = error instanceof ConfigurationError;
  process.stderr.write(`${known ? error.message : error instanceof Error ? error.stack : String(error)}\n`);
  process.exit(1);
});
