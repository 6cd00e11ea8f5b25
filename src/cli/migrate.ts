import { entities } from '../entities';
import { migrations } from '../migrations';
import { Config } from '../platform/config';
import { migrate } from '../platform/database';
import { blameDatabaseUrl } from '../setting-at-fault';

migrate(new Config(process.env).databaseUrl, { entities, migrations })
  .catch(blameDatabaseUrl)
  .then(
    (run) => {
      process.stdout.write(run.length > 0 ? `${run.join('\n')}\n` : 'The database is up to date.\n');
      process.exit(0);
    },
    (error: unknown) => {
      process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
      process.exit(1);
    },
  );
