import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { judge, readGuard, sentenceOf } from './regression-guard';
import type { Operation } from './load/flows';
import { measurePair } from './measure';
import type { Cell } from './measure';
import { overload } from './overload/main';
import { fromOverload } from './overload/overload-report';
import { HELP, readOptions } from './options';
import type { Cache, Options } from './options';
import { barPlot } from './plot';
import { ROOT, memoryOf } from './processes';
import { page, printed } from './report';
import type { Footprint, Result } from './report';
import { withRing } from './ring';
import type { Ring } from './ring';
import { isFlat, printedSoak, soak } from './soak';
import { Stage } from './stage';
import { figuresOf, pairedRatio } from './statistics';

/** Memory counts as idle so long after the first answer. */
const IDLE_MS = 5_000;
const GUARD_PRODUCTS = 200;
/** Turns are counted instead of time, so that a slow machine measures as much as a fast one. */
const GUARD_TURNS: Readonly<Record<Operation, number>> = { list: 2_000, deep: 2_000, detail: 2_000, search: 1_000, add: 400, checkout: 40 };
const GUARD_ROUNDS = 3;
const GUARD_CONNECTIONS = 4;
const GUARD_LIMIT_MS = 20_000;
/** The bounds of the guard are for servers that have not seen more than this. */
const GUARD_WARM_UP_MS = 10_000;

const tell = (text: string): void => void process.stderr.write(`${text}\n`);

async function main(): Promise<number> {
  if (process.argv.includes('--overload')) return overload(process.argv.slice(2));
  const options = readOptions(process.argv.slice(2));
  if (options.help) {
    process.stdout.write(HELP);
    return 0;
  }
  if (options.guard) return guard();
  const stage = await Stage.build(options.products, tell);
  try {
    return options.minutes > 0 ? await soakShop(options, stage) : await compete(options, stage);
  } finally {
    await stage.end();
  }
}

async function compete(options: Options, stage: Stage): Promise<number> {
  const cacheIsKnown = /^#? ?CATALOG_CACHE=/m.test(readFileSync(join(ROOT, '.env.example'), 'utf8'));
  const results: Result[] = [];
  const footprints: Footprint[] = [];
  for (const cache of cacheIsKnown ? options.caches : (['off'] as const)) {
    await withRing(stage, cache, options.products, async (ring) => {
      if (ring.shopOnly.length > 0) tell(`Only the shop answers: ${ring.shopOnly.join(', ')}`);
      await sleep(IDLE_MS);
      const idleMegabytes = memoryOf(ring.shop.server.pid);
      let loadedMegabytes = idleMegabytes;
      for (const cell of cellsOf(options)) {
        results.push(await resultOf(cell, cache, ring, stage));
        loadedMegabytes = Math.max(loadedMegabytes, memoryOf(ring.shop.server.pid));
        tell(`${cell.operation}, ${cell.connections} connections: ${results.at(-1)?.rateRatio.toFixed(2)} of the bare server's rate`);
      }
      footprints.push({ cache, coldStart: ring.shop.server.coldStart, idleMegabytes, loadedMegabytes });
    });
  }
  process.stdout.write(`\n${options.products} products\n\n${printed(results, footprints, cacheIsKnown)}`);
  if (options.write) write(results, cacheIsKnown);
  return 0;
}

/** Is the memory of the shop flat? */
async function soakShop({ minutes, products, caches }: Options, stage: Stage): Promise<number> {
  const found = await withRing(stage, caches.at(-1) ?? 'on', products, ({ shop, load }) => soak(minutes, shop, load, tell));
  process.stdout.write(`\n${printedSoak(found)}\n`);
  return isFlat(found) ? 0 : 1;
}

function cellsOf({ operations, connections, rounds, seconds }: Options): Cell[] {
  return operations.flatMap((operation) =>
    connections.map((count) => ({ operation, connections: count, rounds, milliseconds: 1000 * seconds })),
  );
}

async function resultOf(cell: Cell, cache: Cache, { shop, bare, load }: Ring, stage: Stage): Promise<Result> {
  const pair = await measurePair(cell, shop, bare, stage, load);
  const rates = (['shop', 'bare'] as const).map((name) => pair[name].map(({ turns, milliseconds }) => turns / milliseconds));
  const costs = (['shop', 'bare'] as const).map((name) => pair[name].map(({ turns, cpu }) => cpu / turns));
  return {
    ...{ operation: cell.operation, connections: cell.connections, cache, shop: figuresOf(pair.shop), bare: figuresOf(pair.bare) },
    rateRatio: pairedRatio(rates[0] ?? [], rates[1] ?? []),
    cpuRatio: pairedRatio(costs[0] ?? [], costs[1] ?? []),
  };
}

function write(results: readonly Result[], cacheIsKnown: boolean): void {
  const command = `npm run bench -- ${process.argv.slice(2).join(' ')}`;
  const sixteen = results.filter(({ connections }) => connections === 16);
  const bars = (sixteen.length > 0 ? sixteen : results).map(({ operation, connections, cache, rateRatio }) => ({
    label: [operation, ...(cacheIsKnown ? [`cache ${cache}`] : []), ...(sixteen.length > 0 ? [] : [`${connections} conn.`])].join(', '),
    value: rateRatio,
  }));
  const file = join(ROOT, 'docs', 'performance.md');
  writeFileSync(file, `${page(results, command, cacheIsKnown)}\n${fromOverload(readFileSync(file, 'utf8'))}`);
  writeFileSync(join(ROOT, 'docs', 'performance.svg'), barPlot("The shop's rate as a share of the bare server's, 16 connections", bars));
}

/** Does a request cost more processor time, as a multiple of the bare server's, than it may? */
async function guard(): Promise<number> {
  const known = readGuard();
  const stage = await Stage.build(GUARD_PRODUCTS, tell);
  try {
    const ratios = await withRing(stage, 'off', GUARD_PRODUCTS, async (ring) => {
      const found = new Map<Operation, number>();
      for (const operation of Object.keys(known.bounds) as Operation[]) {
        const cell = {
          operation,
          connections: GUARD_CONNECTIONS,
          rounds: GUARD_ROUNDS,
          milliseconds: GUARD_LIMIT_MS,
          turns: GUARD_TURNS[operation],
          warmUpMs: GUARD_WARM_UP_MS,
        };
        const { shop, bare } = await resultOf(cell, 'off', ring, stage);
        found.set(operation, shop.cpu / bare.cpu);
      }
      return found;
    });
    const verdicts = judge(known, ratios);
    for (const verdict of verdicts) process.stdout.write(`${sentenceOf(verdict, known.tolerance)}\n`);
    return verdicts.some(({ broken }) => broken) ? 1 : 0;
  } finally {
    await stage.end();
  }
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  },
);
