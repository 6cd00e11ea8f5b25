import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';

const library = join(__dirname, '../../deploy/local/supervisor.mjs');

/** Needs longer to end than two signals must lie apart to be taken for two. */
const shop = `process.once('SIGTERM', () => setTimeout(() => process.exit(7), 3000));
  process.on('SIGTERM', () => undefined);
  setInterval(() => undefined, 1000);
  console.log('open');`;

const launcher = `import { Supervisor } from ${JSON.stringify(library)};
  const code = await new Supervisor().run(process.execPath, ['-e', ${JSON.stringify(shop)}], {});
  console.log('ended ' + code);`;

/** Starts the launcher, tells its own process id, and ends at the first signal, as npm does. */
const npm = `const { spawn } = require('node:child_process');
  const { pid } = spawn(process.execPath, ['--input-type=module', '-e', ${JSON.stringify(launcher)}], {
    env: { ...process.env, npm_lifecycle_event: 'start' },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  console.log('launcher ' + pid);
  setInterval(() => undefined, 1000);
  if (process.argv[1] === 'passes on') process.once('SIGTERM', () => process.exit(process.kill(pid, 'SIGTERM') ? 0 : 1));`;

interface Started {
  readonly npm: ChildProcess;
  readonly launcher: number;
  /** The next line that says that the shop has ended. */
  readonly ended: Promise<string>;
}

const started: ChildProcess[] = [];
afterEach(() => started.forEach((child) => child.kill('SIGKILL')));

async function start(kind: 'passes on' | 'says nothing'): Promise<Started> {
  const child = spawn(process.execPath, ['-e', npm, kind], { stdio: ['ignore', 'pipe', 'inherit'] });
  started.push(child);
  const lines: string[] = [];
  const output = createInterface({ input: child.stdout });
  output.on('line', (line) => lines.push(line));
  const line = async (beginning: string): Promise<string> => {
    for (;;) {
      const found = lines.find((one) => one.startsWith(beginning));
      if (found !== undefined) return found.slice(beginning.length);
      await once(output, 'line');
    }
  };
  const pid = Number(await line('launcher '));
  await line('open');
  return { npm: child, launcher: pid, ended: line('ended ') };
}

describe('The launcher', () => {
  it.each(['passes on', 'says nothing'] as const)('lets the shop end in peace when npm is ended and %s', async (kind) => {
    const { npm: parent, ended } = await start(kind);
    parent.kill('SIGTERM');
    expect(await ended).toBe('7');
  });

  it('ends the shop at once when somebody insists', async () => {
    const { launcher: pid, ended } = await start('says nothing');
    process.kill(pid, 'SIGTERM');
    await sleep(1_700);
    process.kill(pid, 'SIGTERM');
    expect(await ended).toBe('137');
  });
});
