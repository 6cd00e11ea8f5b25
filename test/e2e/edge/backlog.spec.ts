import { fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { startEdgeApp } from './edge.fixture';

const SOMAXCONN = '/proc/sys/net/core/somaxconn';
const ARRIVE = 1_000;
const BUSY_MS = 800;

/** More than this it gives nobody. */
const kernelTakes = existsSync(SOMAXCONN) ? Number(readFileSync(SOMAXCONN, 'utf8')) : 128;

it('whoever comes while the process is busy waits in the kernel, and is not turned away', async () => {
  const edge = await startEdgeApp();
  const crowd = fork(join(__dirname, 'crowd.cjs'), [String(edge.port), String(ARRIVE), String(BUSY_MS / 2)]);
  try {
    await once(crowd, 'message');
    const connected = once(crowd, 'message');
    crowd.send('go');
    await setImmediate();
    // The event loop stands still, as in one long turn: nobody accepts.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, BUSY_MS);
    const [count] = (await connected) as [number];
    expect(count).toBeGreaterThanOrEqual(Math.min(ARRIVE, kernelTakes));
  } finally {
    crowd.kill();
    await edge.close();
  }
});
