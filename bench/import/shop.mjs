// The shop beside an import: it does what follows from it, and answers shoppers meanwhile.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { SHOP_FLAGS } from '../../deploy/local/shop-flags.mjs';
import { ROOT } from './process.mjs';

const PROBE_MS = 100;
const PATIENCE_MS = 120_000;

export async function startShop(port, env) {
  const url = `http://127.0.0.1:${port}`;
  const child = spawn(process.execPath, [...SHOP_FLAGS, 'dist/src/start.js'], {
    cwd: ROOT,
    env: { ...process.env, ...env, PORT: String(port) },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  for (const deadline = Date.now() + PATIENCE_MS; ; await sleep(100)) {
    const answer = await fetch(`${url}/health/live`).catch(() => undefined);
    if (answer?.ok) break;
    if (child.exitCode !== null || Date.now() > deadline) throw new Error('The shop did not start.');
  }
  const stop = () =>
    new Promise((resolve) => {
      child.once('exit', resolve);
      child.kill('SIGTERM');
    });
  return { url, pid: child.pid, stop };
}

export async function signIn(url) {
  const body = JSON.stringify({ email: 'manager@example.com', password: 'portico demo passphrase' });
  const answer = await fetch(`${url}/v1/auth/login`, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  const { accessToken } = await answer.json();
  return { authorization: `Bearer ${accessToken}` };
}

/** Uploads a file as staff do and waits until its products are in; tells `note` how many there are. */
export async function importAsJob(url, file, note) {
  const headers = await signIn(url);
  const form = new FormData();
  form.set('format', 'shopify_csv');
  form.set('file', new Blob([readFileSync(file)], { type: 'text/csv' }), 'products.csv');
  const answer = await fetch(`${url}/v1/admin/imports`, { method: 'POST', headers, body: form });
  if (answer.status !== 202) throw new Error(`The upload was answered with ${answer.status}.`);
  const location = answer.headers.get('location');
  for (;;) {
    const job = await (await fetch(`${url}${location}`, { headers })).json();
    note(job.processed);
    if (job.status === 'completed') return job;
    if (job.status === 'failed') throw new Error('The import failed.');
    await sleep(250);
  }
}

/** Asks for the addresses ten times a second, each until it is stopped; answers how long they took. */
export function probe(url, paths) {
  let running = true;
  const ask = async (path) => {
    const times = [];
    while (running) {
      const started = performance.now();
      const answer = await fetch(`${url}${path}`);
      await answer.arrayBuffer();
      times.push(performance.now() - started);
      await sleep(PROBE_MS);
    }
    return times.sort((a, b) => a - b);
  };
  const asked = Promise.all(paths.map(ask));
  return async () => {
    running = false;
    const all = await asked;
    return paths.map((path, index) => {
      const at = (share) => (all[index][Math.min(all[index].length - 1, Math.floor(all[index].length * share))] ?? 0).toFixed(0);
      return `${path} p50 ${at(0.5)} ms, p99 ${at(0.99)} ms (${all[index].length} requests)`;
    });
  };
}
