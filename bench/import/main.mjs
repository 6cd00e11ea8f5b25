// npm run bench:import -- [--products 100000] [--job 10000] [--port 4400]: imports a generated catalogue twice by the command line beside a
// running shop, then others as a job of the shop itself. It checks that everything is there, and tells time, statements and memory.
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { createConnection } from 'mysql2/promise';
import { startDatabase } from '../../deploy/local/database.mjs';
import { compare, counts, outboxIsEmpty, sample, statementCounts, statementsSince, unchanged } from './checks.mjs';
import { cpuOf, importByHand, memoryAt, ROOT, watch } from './process.mjs';
import { importAsJob, probe, startShop } from './shop.mjs';
import { writeShopifyFile } from './shopify-file.mjs';

const HOME = join(ROOT, '.portico', 'bench-import');
/** Memory that grows by more than this after the first tenth depends on the size of the file. */
const MAX_GROWTH_MB = 60;
const PROBED = ['/health/live', '/v1/products?limit=20'];

const { values } = parseArgs({
  options: {
    products: { type: 'string', default: '100000' },
    job: { type: 'string', default: '10000' },
    port: { type: 'string', default: '4400' },
  },
});

function prepare(env) {
  for (const script of ['dist/src/cli/migrate.js', 'dist/src/cli/seed.js']) {
    const { status } = spawnSync(process.execPath, [script], {
      cwd: ROOT,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    if (status !== 0) throw new Error(`${script} ended with ${status}`);
  }
}

/** Measures one import, until nothing that follows from it is left to do. */
async function measured(title, products, { database, shop, server }, work) {
  const [statements, serverCpu, asked] = [await statementCounts(database), cpuOf(server), probe(shop.url, PROBED)];
  const started = performance.now();
  const result = await work();
  await outboxIsEmpty(database);
  const seconds = (performance.now() - started) / 1000;
  const each = (cpu) => ((cpu / products) * 1e6).toFixed(0);
  console.log(`${title}: ${result.output}`);
  console.log(`  ${seconds.toFixed(1)} s, ${(products / seconds).toFixed(0)} products a second`);
  console.log(`  per product: ${each(result.cpu)} us CPU, ${each(cpuOf(server) - serverCpu)} us of the database`);
  console.log(`  statements per product: ${statementsSince(statements, await statementCounts(database), products)}`);
  for (const line of await asked()) console.log(`  meanwhile: ${line}`);
  return { ...result, grown: tellMemory(result.samples, products) };
}

function tellMemory(samples, products) {
  const tenths = Array.from({ length: 10 }, (_, tenth) => memoryAt(samples, (tenth * products) / 10, ((tenth + 1) * products) / 10));
  const [first = 0, ...later] = tenths.filter((memory) => memory > 0);
  const most = Math.max(0, ...samples.map(({ memory }) => memory));
  console.log(`  memory by tenths of the file: ${tenths.map((memory) => memory.toFixed(0)).join(' ')} MB, ${most.toFixed(0)} MB at most`);
  return (later.at(-1) ?? first) - (later[0] ?? first);
}

async function byHand(context, products) {
  const file = join(HOME, 'products.csv');
  const written = await writeShopifyFile(file, products);
  console.log(`${products} products, ${written.variants} variants`);
  const before = await counts(context.database);
  const first = await measured('New', products, context, () => importByHand(file, context.env));
  const after = await counts(context.database);
  compare(before, after, written);
  await sample(context.shop.url, context.database, products);
  const second = await measured('Again', products, context, () => importByHand(file, context.env));
  unchanged(after, await counts(context.database));
  return Math.max(first.grown, second.grown);
}

async function asJob(context, from, products) {
  const file = join(HOME, 'more.csv');
  const written = await writeShopifyFile(file, products, from);
  const before = await counts(context.database);
  let done = 0;
  await measured('As a job of the shop', products, context, async () => {
    const [cpu, stop] = [cpuOf(context.shop.pid), watch(context.shop.pid, () => done)];
    const job = await importAsJob(context.shop.url, file, (processed) => (done = processed));
    const seen = stop();
    return { output: `${job.created} created, ${job.skipped} unchanged, ${job.failed} failed`, ...seen, cpu: seen.cpu - cpu };
  });
  compare(before, await counts(context.database), written);
  await sample(context.shop.url, context.database, products, from);
}

mkdirSync(HOME, { recursive: true });
const server = await startDatabase({ root: ROOT, dataDir: join(HOME, 'data'), log: () => undefined });
let shop;
let database;
try {
  const env = { DATABASE_URL: server.url, NODE_ENV: 'development', LOG_LEVEL: 'warn', RATE_LIMIT_PER_MINUTE: '100000' };
  prepare(env);
  database = await createConnection(server.url);
  shop = await startShop(Number(values.port), env);
  // What the demo shop has done is no part of what is counted.
  await outboxIsEmpty(database);
  const context = { database, shop, server: server.pid, env };
  const [products, more] = [Number(values.products), Number(values.job)];
  const grown = await byHand(context, products);
  if (more > 0) await asJob(context, products, more);
  if (grown > MAX_GROWTH_MB) throw new Error(`The importer grew by ${grown.toFixed(0)} MB while it read the file.`);
} finally {
  await shop?.stop();
  await database?.end();
  await server.stop();
  rmSync(HOME, { recursive: true, force: true });
}
