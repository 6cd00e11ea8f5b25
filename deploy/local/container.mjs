// The last way to a database: a container, when a Docker engine answers.
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { waitForGreeting } from './ports.mjs';
import { writePrivateFile } from './state-files.mjs';

const image = 'mariadb:11.8';
const startMilliseconds = 180_000;
const serverFlags = [
  '--transaction-isolation=READ-COMMITTED',
  '--character-set-server=utf8mb4',
  '--collation-server=utf8mb4_unicode_520_ci',
  '--default-time-zone=+00:00',
  '--skip-log-bin',
  '--max-connections=300',
];
const testFlags = ['--innodb-flush-log-at-trx-commit=0', '--innodb-doublewrite=0', '--performance-schema=OFF'];

const docker = async (...args) => (await promisify(execFile)('docker', args, { timeout: 300_000 })).stdout.trim();

export async function isContainerEngineUp() {
  try {
    await promisify(execFile)('docker', ['info', '--format', '{{.ServerVersion}}'], { timeout: 5000 });
    return true;
  } catch {
    return false;
  }
}

async function runContainer(spec, name) {
  const settings = join(spec.folder, 'container.env');
  const account = [
    'MARIADB_RANDOM_ROOT_PASSWORD=1',
    'MARIADB_USER=portico',
    `MARIADB_PASSWORD=${spec.password}`,
    `MARIADB_DATABASE=${spec.database ?? 'portico'}`,
  ];
  const grant = `GRANT ALL PRIVILEGES ON *.* TO 'portico'@'%' WITH GRANT OPTION;\n`;
  const script = join(spec.folder, 'container.sql');
  writePrivateFile(settings, `${account.join('\n')}\n`);
  writePrivateFile(script, grant);
  const storage = spec.ephemeral ? ['--tmpfs', '/var/lib/mysql'] : ['--volume', `${name}:/var/lib/mysql`];
  const flags = spec.ephemeral ? [...serverFlags, ...testFlags] : serverFlags;
  try {
    await docker('create', '--name', name, '--rm', '--publish', '127.0.0.1:0:3306', '--env-file', settings, ...storage, image, ...flags);
    await docker('cp', script, `${name}:/docker-entrypoint-initdb.d/portico.sql`);
    await docker('start', name);
  } finally {
    rmSync(settings, { force: true });
    rmSync(script, { force: true });
  }
}

const isUp = (name) =>
  docker('inspect', '--format', '{{.State.Running}}', name).then(
    (answer) => answer === 'true',
    () => false,
  );

/** Starts (or finds again) the container of this folder and answers `{ port, stop() }`. */
export async function startContainer(spec, log) {
  const name = `portico-${createHash('sha256').update(spec.folder).digest('hex').slice(0, 12)}`;
  if (!(await isUp(name))) {
    log(`Starting ${image} in Docker ...`);
    await docker('rm', '--force', name).catch(() => undefined);
    await runContainer(spec, name);
  }
  const port = Number((await docker('port', name, '3306/tcp')).split('\n')[0].split(':').at(-1));
  if (!(await waitForGreeting(port, startMilliseconds))) throw new Error(`The container ${name} does not answer; see: docker logs ${name}`);
  return { port, stop: () => docker('stop', '--time', '30', name) };
}
