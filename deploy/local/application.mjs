// The application's own processes: those of earlier launchers that were killed, the port of the next one, and its readiness.
import { get } from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { dropLease, otherUsers, sweepLeases, takeLease } from './leases.mjs';
import { isPortFree } from './ports.mjs';
import { describeProcess, endProcess, isRunning, npmAbove, waitForEnd } from './processes.mjs';

const usualPort = 3000;
const folderOf = (root) => join(root, '.portico/applications');

/** An application whose launcher was killed hard ends by itself in a moment; the next start waits for it, and insists if it must. */
export async function endAbandonedApplications(root) {
  for (const { application } of sweepLeases(folderOf(root))) if (application) await endProcess(application, 10_000);
  const orphans = otherUsers(folderOf(root)).filter(({ npm }) => npm && !isRunning(npm));
  for (const launcher of orphans) await waitForEnd(launcher, 15_000);
}

/** Remembers what runs, so that the start after a crash can clean up. */
export function recordApplication(root, pid) {
  takeLease(folderOf(root), { application: describeProcess(pid), npm: npmAbove() });
}

export const forgetApplication = (root) => dropLease(folderOf(root));

/** PORT is an order; the usual port is only a wish. */
export async function choosePort(given, host, say) {
  if (given !== undefined && !/^\d{1,5}$/.test(given)) throw new Error(`PORT must be a whole number up to 65535, not ${given}.`);
  if (given !== undefined && Number(given) !== 0) {
    if (await isPortFree(Number(given), host)) return Number(given);
    throw new Error(`Port ${given} is in use by another program. Stop it, or choose another one: PORT=${Number(given) + 1} npm start`);
  }
  for (let port = usualPort; port < usualPort + 100; port += 1) {
    if (!(await isPortFree(port, host))) continue;
    if (port !== usualPort) say(`Port ${usualPort} is in use by another program, so this shop takes ${port}.`);
    return port;
  }
  throw new Error('No free port between 3000 and 3099. Choose one: PORT=8080 npm start');
}

/** Not by fetch: it would keep its connection open, and the application would wait for it when it stops. */
function answers(url) {
  return new Promise((resolve) => {
    const request = get(url, { agent: false, timeout: 2000 }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    request.once('timeout', () => request.destroy());
    request.once('error', () => resolve(false));
  });
}

/** True as soon as the address answers 200; false when the process is gone before. */
export async function waitUntilReady(url, pid) {
  const application = describeProcess(pid);
  while (isRunning(application)) {
    if (await answers(url)) return true;
    await sleep(60);
  }
  return false;
}
