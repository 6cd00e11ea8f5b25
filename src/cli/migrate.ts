import { entities } from '../entities';
import { migrations } from '../migrations';
import { Config } from '../platform/config';
import { migrate } from '../platform/database';

migrate(new Config(process.env).databaseUrl, { entities, migrations }).then(
  (run) => {
    process.stdout.write(run.length > 0 ? `${run.join('\n')}\n` : 'The database is up to date.\n');
    process.exit(0);
  },
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  },
);
