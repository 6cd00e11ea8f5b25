// The order in which a database server is looked for: installed, unpacked before, unpacked now, Docker, or a plain sentence.
import { join } from 'node:path';
import { isContainerEngineUp } from './container.mjs';
import { describeDataFolder, ensureDataFolder } from './data-folder.mjs';
import { installedServers, privateServer } from './server-binary.mjs';
import { canDownload, downloadServer } from './server-download.mjs';
import { withLock } from './state-files.mjs';

const advice =
  'Install MariaDB (Debian, Ubuntu: mariadb-server; macOS: brew install mariadb) or set DATABASE_URL to a MariaDB or MySQL server, then start again.';

async function* candidates(home, log, failures) {
  yield* await installedServers();
  const folder = join(home, 'server');
  const unpacked = await privateServer(folder);
  if (unpacked) yield unpacked;
  if (unpacked || !canDownload()) return;
  try {
    yield await withLock(join(home, 'server.lock'), async () => (await privateServer(folder)) ?? (await downloadServer(folder, log)));
  } catch (error) {
    failures.push(error.message);
  }
}

const numberOf = (version) => version.split('.').reduce((sum, part) => sum * 1000 + Number(part), 0);

/** An existing data folder is opened by the same kind of server only, and never by an older one. */
const opens = (server, mark) => mark === null || (server.flavour === mark.flavour && numberOf(server.version) >= numberOf(mark.version));

/**
 * Finds a server and has a data folder made for it; `dataDirFor(server)` says where. Answers `{ server, dataDir }`, or `{ container: true }`.
 * A server that does not work here (a distribution may confine it to its own folders) gives way to the next.
 */
export async function chooseServer({ home, folder, dataDirFor }, log) {
  const failures = [];
  for await (const server of candidates(home, log, failures)) {
    const dataDir = dataDirFor(server);
    const mark = describeDataFolder(dataDir);
    if (!opens(server, mark)) {
      failures.push(`${dataDir} was made by ${mark.flavour} ${mark.version}; ${server.binary} is ${server.flavour} ${server.version}`);
      continue;
    }
    try {
      await ensureDataFolder(dataDir, server, join(folder, 'bootstrap.log'));
      return { server, dataDir };
    } catch (error) {
      failures.push(error.message);
    }
  }
  if (await isContainerEngineUp()) return { container: true };
  throw new Error(['No MariaDB or MySQL server can be started here.', ...failures.map((failure) => `- ${failure}`), advice].join('\n'));
}
