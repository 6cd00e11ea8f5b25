import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';

export const ROOT = join(__dirname, '..');
/** A server whose bench was killed ends by itself. */
const LEASH = pathToFileURL(join(ROOT, 'deploy/local/leash.mjs')).href;
const PATIENCE_MS = 60_000;
/** The kernel counts processor time in hundredths of a second, everywhere. */
const MICROSECONDS_PER_TICK = 10_000;

export interface Server {
  readonly name: 'shop' | 'bare';
  readonly port: number;
  readonly pid: number;
  /** From the start of the process to its first answer. */
  readonly coldStart: number;
  stop(): Promise<void>;
}

export interface Launch {
  readonly name: Server['name'];
  readonly program: readonly string[];
  readonly port: number;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Starts a server and waits until it lists products. */
export async function launch({ name, program, port, env }: Launch): Promise<Server> {
  const started = performance.now();
  const child = spawn(process.execPath, ['--import', LEASH, ...program], {
    cwd: ROOT,
    env: { ...process.env, ...env, PORT: String(port), PORTICO_LEASHED_TO: String(process.pid) },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  await firstAnswer(name, child, `http://127.0.0.1:${port}/v1/products?limit=20`);
  return { name, port, pid: child.pid ?? 0, coldStart: performance.now() - started, stop: () => end(child) };
}

async function firstAnswer(name: string, child: ChildProcess, url: string): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS;
  while (performance.now() < deadline) {
    if (child.exitCode !== null) throw new Error(`The ${name} server ended with ${child.exitCode}.`);
    const answer = await fetch(url).catch(() => undefined);
    await answer?.arrayBuffer();
    if (answer?.status === 200) return;
    await sleep(10);
  }
  child.kill('SIGKILL');
  throw new Error(`The ${name} server did not answer within ${PATIENCE_MS} ms.`);
}

function end(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) return resolve();
    child.once('exit', () => resolve());
    child.kill('SIGTERM');
  });
}

/** Processor time that a process has used so far, in microseconds. */
export function cpuOf(pid: number): number {
  if (process.platform !== 'linux') return cpuByPs(pid);
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * MICROSECONDS_PER_TICK;
}

/** Resident memory, in megabytes. */
export function memoryOf(pid: number): number {
  if (process.platform !== 'linux') return Number(ps('rss', pid)) / 1024;
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
}

function cpuByPs(pid: number): number {
  const parts = ps('time', pid).split(/[:-]/).map(Number);
  return parts.reduce((total, part) => total * 60 + part, 0) * 1_000_000;
}

function ps(column: string, pid: number): string {
  return execFileSync('ps', ['-o', `${column}=`, '-p', String(pid)], { encoding: 'utf8' }).trim();
}
