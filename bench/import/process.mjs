// Programs under measurement: their time, processor time and memory.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const SAMPLE_MS = 250;

/** Megabytes; undefined when there is no such process any more. */
export function memoryOf(pid) {
  try {
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
  } catch {
    return undefined;
  }
}

/** Seconds of processor time. */
export function cpuOf(pid) {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
    return (Number(fields[11]) + Number(fields[12])) / 100;
  } catch {
    return undefined;
  }
}

/** Samples until it is stopped: `{ done, memory }`, `done` being what `progress` says. */
export function watch(pid, progress) {
  const samples = [];
  let cpu = cpuOf(pid) ?? 0;
  const timer = setInterval(() => {
    const memory = memoryOf(pid);
    if (memory) samples.push({ done: progress(), memory });
    cpu = cpuOf(pid) ?? cpu;
  }, SAMPLE_MS);
  return () => {
    clearInterval(timer);
    return { samples, cpu };
  };
}

/** Imports a file by the command line. */
export function importByHand(file, env) {
  const started = performance.now();
  const args = ['--max-semi-space-size=32', 'dist/src/cli/import.js', file];
  const child = spawn(process.execPath, args, { cwd: ROOT, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.on('data', (chunk) => (output += chunk));
  const stop = watch(child.pid, () => Number(/(\d+) of \d+ products[^\n]*\n?$/.exec(output)?.[1] ?? 0));
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => {
      const seconds = (performance.now() - started) / 1000;
      if (code === 0) resolve({ output: output.trim().split('\n').at(-1), seconds, ...stop() });
      else reject(new Error(`The import ended with ${code}`));
    });
  });
}

const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;

/** Memory where a share of the products was done: the median around it, because single peaks are garbage that is not collected yet. */
export function memoryAt(samples, from, to) {
  return median(samples.filter(({ done }) => done >= from && done < to).map(({ memory }) => memory));
}
