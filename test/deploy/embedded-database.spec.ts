import { spawn, type ChildProcess } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createConnection, type RowDataPacket } from 'mysql2/promise';

const checkout = join(__dirname, '../..');
const library = join(checkout, 'deploy/local/database.mjs');

/** A command that brings the database up, tells where it is, and stops it when asked to. */
const program = `
  import { startDatabase } from ${JSON.stringify(library)};
  const [root, ephemeral] = process.argv.slice(1);
  const database = await startDatabase({ root, ephemeral: ephemeral === 'ephemeral' });
  process.once('SIGTERM', () => database.stop().then(() => process.exit(0)));
  setInterval(() => undefined, 1000);
  console.log(JSON.stringify({ url: database.url, pid: database.pid }));
`;

interface Address {
  readonly url: string;
  readonly pid: number;
}

const children: ChildProcess[] = [];
const roots: string[] = [];

/** An empty checkout; the unpacked server is shared, so that no test needs the network. */
function bareRoot(): string {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'portico-test-')));
  mkdirSync(join(root, '.portico'), { mode: 0o700 });
  const server = join(checkout, '.portico/server');
  if (existsSync(server)) symlinkSync(server, join(root, '.portico/server'));
  roots.push(root);
  return root;
}

/** A checkout that was started before: its data folder is a copy of the one that the test server was copied from. */
function usedRoot(): string {
  const root = bareRoot();
  const pristine = join(checkout, '.portico/pristine');
  const [name] = existsSync(pristine) ? readdirSync(pristine).filter((entry) => existsSync(join(pristine, entry, 'portico.json'))) : [];
  if (name !== undefined) {
    cpSync(join(pristine, name), join(root, '.portico/data'), { recursive: true });
    symlinkSync(pristine, join(root, '.portico/pristine'));
  }
  return root;
}

function launch(root: string, kind = 'standing'): ChildProcess {
  const child = spawn(process.execPath, ['--input-type=module', '-e', program, root, kind], { stdio: ['ignore', 'pipe', 'pipe'] });
  children.push(child);
  return child;
}

function whenUp(child: ChildProcess): Promise<Address> {
  return new Promise((resolve, reject) => {
    let output = '';
    let errors = '';
    child.stderr?.on('data', (bytes: Buffer) => (errors += bytes.toString()));
    child.stdout?.on('data', (bytes: Buffer) => {
      output += bytes.toString();
      if (output.endsWith('\n')) resolve(JSON.parse(output) as Address);
    });
    child.once('exit', () => reject(new Error(`The command ended early: ${errors}`)));
  });
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill(signal);
  await ended;
}

async function query(url: string, ...statements: readonly string[]): Promise<RowDataPacket[]> {
  const connection = await createConnection(url);
  try {
    let rows: RowDataPacket[] = [];
    for (const statement of statements) [rows] = await connection.query<RowDataPacket[]>(statement);
    return rows;
  } finally {
    await connection.end();
  }
}

const remember = ['CREATE TABLE IF NOT EXISTS memory (fact VARCHAR(40) PRIMARY KEY)', "INSERT INTO memory VALUES ('paid')"];

async function waitFor(condition: () => boolean): Promise<void> {
  for (let waited = 0; !condition(); waited += 5) {
    if (waited > 10_000) throw new Error('It did not happen within ten seconds.');
    await sleep(5);
  }
}

/** A test may have killed its command: the next one adopts what was left, and ends it in good order. */
async function stopLeftover(root: string): Promise<void> {
  if (!existsSync(join(root, '.portico/instance.json'))) return;
  const cleaner = launch(root);
  await whenUp(cleaner);
  await end(cleaner, 'SIGTERM');
}

afterEach(async () => {
  const left = children.splice(0);
  await Promise.all(left.map((child) => end(child, 'SIGTERM')));
  for (const root of roots.splice(0)) {
    await stopLeftover(root);
    rmSync(root, { recursive: true, force: true });
  }
});

// Real servers start here, on machines that may be busy.
jest.setTimeout(120_000);

describe('the embedded database', () => {
  it('makes a data folder that only its own generated account can open', async () => {
    const root = bareRoot();
    const { url } = await whenUp(launch(root));
    const address = new URL(url);

    expect(address.hostname).toBe('127.0.0.1');
    expect(address.password.length).toBeGreaterThanOrEqual(24);
    expect(statSync(join(root, '.portico/database.json')).mode & 0o777).toBe(0o600);
    await expect(createConnection({ host: '127.0.0.1', port: Number(address.port), user: 'root' })).rejects.toThrow(/denied|not allowed/i);
    await expect(createConnection(url.replace(address.password, 'guess'))).rejects.toThrow(/denied/i);
    expect(await query(url, 'SELECT DATABASE() AS name')).toEqual([{ name: 'portico' }]);
    const variables = await query(url, "SHOW VARIABLES WHERE Variable_name IN ('tx_isolation', 'transaction_isolation')");
    expect(new Set(variables.map((row) => String(row['Value'])))).toEqual(new Set(['READ-COMMITTED']));
  });

  it('stops with its command and comes back with the same address and data', async () => {
    const root = usedRoot();
    const first = launch(root);
    const before = await whenUp(first);
    await query(before.url, ...remember);
    await end(first, 'SIGTERM');
    await expect(createConnection(before.url)).rejects.toThrow(/ECONNREFUSED/);

    const after = await whenUp(launch(root));
    expect(after.url).toBe(before.url);
    expect(await query(after.url, 'SELECT fact FROM memory')).toEqual([{ fact: 'paid' }]);
  });

  it('adopts the running server of a command that was killed', async () => {
    const root = usedRoot();
    const killed = launch(root);
    const before = await whenUp(killed);
    await end(killed, 'SIGKILL');

    expect(await whenUp(launch(root))).toEqual(before);
  });

  it('loses nothing that was committed when the server and its command are killed', async () => {
    const root = usedRoot();
    const killed = launch(root);
    const before = await whenUp(killed);
    await query(before.url, ...remember);
    process.kill(before.pid, 'SIGKILL');
    await end(killed, 'SIGKILL');

    const after = await whenUp(launch(root));
    expect(after.pid).not.toBe(before.pid);
    expect(await query(after.url, 'SELECT fact FROM memory')).toEqual([{ fact: 'paid' }]);
  });

  it('starts over when it was killed while it made the data folder', async () => {
    const root = bareRoot();
    const home = join(root, '.portico');
    const killed = launch(root);
    await waitFor(() => readdirSync(home).some((name) => name.endsWith('.draft')));
    await end(killed, 'SIGKILL');
    expect(existsSync(join(home, 'data'))).toBe(false);

    const { url } = await whenUp(launch(root));
    expect(await query(url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    expect(readdirSync(home).filter((name) => name.includes('.draft'))).toEqual([]);
  });

  it('starts over while the server of a killed run still writes into its folder', async () => {
    const root = bareRoot();
    const draft = join(root, '.portico/data.1.draft');
    mkdirSync(draft, { recursive: true });
    const write = `const end = Date.now() + 3_000; const fs = require('fs');
      for (let file = 0; Date.now() < end; file += 1) try { fs.mkdirSync('mysql', { recursive: true }); fs.writeFileSync('mysql/' + file, ''); } catch {}`;
    children.push(spawn(process.execPath, ['-e', write], { cwd: draft, stdio: 'ignore' }));
    await waitFor(() => existsSync(join(draft, 'mysql/99')));

    const { url } = await whenUp(launch(root));
    expect(await query(url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    expect(existsSync(draft)).toBe(false);
  });

  it('keeps two checkouts apart', async () => {
    const [one, two] = await Promise.all([whenUp(launch(usedRoot())), whenUp(launch(usedRoot()))]);
    await query(one.url, ...remember);

    expect(new URL(one.url).port).not.toBe(new URL(two.url).port);
    await expect(query(two.url, 'SELECT fact FROM memory')).rejects.toThrow(/doesn't exist/);
    await expect(createConnection(one.url.replace(new URL(one.url).port, new URL(two.url).port))).rejects.toThrow(/denied/i);
  });

  it('is shared by the commands of one checkout, and the last one stops it', async () => {
    const root = usedRoot();
    const [first, second] = [launch(root), launch(root)];
    const [one, two] = await Promise.all([whenUp(first), whenUp(second)]);
    expect(two).toEqual(one);

    await end(first, 'SIGTERM');
    expect(await query(one.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await end(second, 'SIGTERM');
    await expect(createConnection(one.url)).rejects.toThrow(/ECONNREFUSED/);
  });

  it('removes the test server of a killed run, and leaves the one of a living run alone', async () => {
    const root = usedRoot();
    const [killed, living] = [launch(root, 'ephemeral'), launch(root, 'ephemeral')];
    const [lost, kept] = await Promise.all([whenUp(killed), whenUp(living)]);
    await end(killed, 'SIGKILL');

    await whenUp(launch(root, 'ephemeral'));
    await expect(createConnection(lost.url)).rejects.toThrow(/ECONNREFUSED/);
    expect(await query(kept.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    expect(readdirSync(join(root, '.portico/ephemeral')).filter((name) => !name.endsWith('.tmp'))).toHaveLength(2);
  });
});
