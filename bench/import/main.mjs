// npm run bench:import -- [--products 100000]: imports a generated catalogue twice into a database of its own and tells time, CPU and memory.
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { startDatabase } from '../../deploy/local/database.mjs';
import { writeShopifyFile } from './shopify-file.mjs';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const HOME = join(ROOT, '.portico', 'bench-import');
/** More growth than this between the first quarter and the end would be memory that depends on the size of the file. */
const MAX_GROWTH_MB = 60;
const SAMPLE_MS = 250;

function memoryOf(pid) {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024;
  } catch {
    return undefined;
  }
}

function cpuOf(pid) {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
    return (Number(fields[11]) + Number(fields[12])) / 100;
  } catch {
    return undefined;
  }
}

function run(script, args, env) {
  const started = performance.now();
  const child = spawn(process.execPath, [join(ROOT, script), ...args], {
    cwd: ROOT,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  let cpu = 0;
  const memory = [];
  child.stdout.on('data', (chunk) => (output += chunk));
  const sampler = setInterval(() => {
    const now = memoryOf(child.pid);
    if (now) memory.push(now);
    cpu = cpuOf(child.pid) ?? cpu;
  }, SAMPLE_MS);
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => {
      clearInterval(sampler);
      if (code === 0) resolve({ output: output.trim(), seconds: (performance.now() - started) / 1000, cpu, memory });
      else reject(new Error(`${script} ended with ${code}`));
    });
  });
}

/** The median of a part of the samples: single peaks are garbage that is not collected yet. */
function level(memory, from, to) {
  const part = memory.slice(Math.floor(memory.length * from), Math.ceil(memory.length * to)).sort((a, b) => a - b);
  return part[Math.floor(part.length / 2)] ?? 0;
}

function report(title, products, { output, seconds, cpu, memory }, serverCpu) {
  const early = level(memory, 0.2, 0.4);
  const late = level(memory, 0.8, 1);
  console.log(`${title}: ${output}`);
  console.log(
    `  ${seconds.toFixed(1)} s, ${((cpu / products) * 1e6).toFixed(0)} us CPU per product, ${((serverCpu / products) * 1e6).toFixed(0)} us CPU of the database`,
  );
  console.log(`  memory: ${early.toFixed(0)} MB early, ${late.toFixed(0)} MB late, ${Math.max(...memory).toFixed(0)} MB at most`);
  return late - early;
}

const { values } = parseArgs({ options: { products: { type: 'string', default: '100000' } } });
const products = Number(values.products);
mkdirSync(HOME, { recursive: true });
const file = join(HOME, 'products.csv');
const rows = await writeShopifyFile(file, products);
const database = await startDatabase({ root: ROOT, dataDir: join(HOME, 'data'), log: () => undefined });
try {
  const env = { DATABASE_URL: database.url, NODE_ENV: 'development' };
  await run('dist/src/cli/migrate.js', [], env);
  console.log(`${products} products, ${rows} rows`);
  let grown = 0;
  for (const title of ['New', 'Again']) {
    const before = cpuOf(database.pid) ?? 0;
    const result = await run('dist/src/cli/import.js', [file], env);
    grown = Math.max(grown, report(title, products, result, (cpuOf(database.pid) ?? 0) - before));
  }
  if (grown > MAX_GROWTH_MB) throw new Error(`The importer grew by ${grown.toFixed(0)} MB while it read the file.`);
} finally {
  await database.stop();
  rmSync(HOME, { recursive: true, force: true });
}
