import type { Operation } from './load/flows';
import type { Cache } from './options';
import type { Figures } from './statistics';

export interface Result {
  readonly operation: Operation;
  readonly connections: number;
  readonly cache: Cache;
  readonly shop: Figures;
  readonly bare: Figures;
  /** Shop over bare: of the rates, and of the processor time a turn. */
  readonly rateRatio: number;
  readonly cpuRatio: number;
}

export interface Footprint {
  readonly cache: Cache;
  readonly coldStart: number;
  readonly idleMegabytes: number;
  readonly loadedMegabytes: number;
}

/** Everything that was measured, for the terminal. */
export function printed(results: readonly Result[], footprints: readonly Footprint[], cacheIsKnown: boolean): string {
  const head = [
    'operation',
    'conn.',
    ...(cacheIsKnown ? ['cache'] : []),
    'server',
    'rate/s',
    'p50 ms',
    'p95 ms',
    'p99 ms',
    'CPU us',
    'db CPU us',
    'statements',
    'refused',
    'rate ratio',
    'CPU ratio',
  ];
  const rows = results.flatMap((result) =>
    (['shop', 'bare'] as const).map((name) => {
      const figures = result[name];
      const cell = [result.operation, String(result.connections), ...(cacheIsKnown ? [result.cache] : []), name];
      const times = [figures.p50, figures.p95, figures.p99].map((value) => value.toFixed(2));
      const costs = [figures.cpu, figures.databaseCpu].map((value) => value.toFixed(0));
      const ratios = name === 'shop' ? [fraction(result.rateRatio), result.cpuRatio.toFixed(2)] : ['', ''];
      return [...cell, figures.rate.toFixed(0), ...times, ...costs, figures.statements.toFixed(1), String(figures.refused), ...ratios];
    }),
  );
  const sizes = footprints.map(
    ({ cache, coldStart, idleMegabytes, loadedMegabytes }) =>
      `Shop${cacheIsKnown ? `, cache ${cache}` : ''}: first answer after ${(coldStart / 1000).toFixed(2)} s, ${idleMegabytes.toFixed(0)} MB idle, ${loadedMegabytes.toFixed(0)} MB under load.`,
  );
  return [...table([head, ...rows]), '', ...sizes, ''].join('\n');
}

/** 0.5 is 1/2, 0.031 is 1/32, 1.3 stays. */
export function fraction(ratio: number): string {
  if (ratio <= 0 || !Number.isFinite(ratio)) return '-';
  return ratio >= 0.95 ? ratio.toFixed(2) : `1/${(1 / ratio).toFixed(1)}`;
}

export function table(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  const line = (row: readonly string[]): string => `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  const [head = [], ...body] = rows;
  return [line(head), `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`, ...body.map(line)];
}

/** The page in docs/: shares of the bare server only, because absolute figures are those of one machine on one day. */
export function page(results: readonly Result[], command: string, cacheIsKnown: boolean): string {
  const connections = [...new Set(results.map((result) => result.connections))];
  const head = [
    'operation',
    ...(cacheIsKnown ? ['cache'] : []),
    'statements',
    'CPU',
    ...connections.map((count) => `rate, ${count} conn.`),
  ];
  const rows = groups(results).map((group) => {
    const [first] = group;
    if (!first) return [];
    const middle = group.find((result) => result.connections === 16) ?? first;
    const rates = connections.map((count) => fraction(group.find((result) => result.connections === count)?.rateRatio ?? 0));
    const statements = `${middle.shop.statements.toFixed(1)} / ${middle.bare.statements.toFixed(1)}`;
    return [first.operation, ...(cacheIsKnown ? [first.cache] : []), statements, `${middle.cpuRatio.toFixed(1)} x`, ...rates];
  });
  return [
    '# How near the limit',
    '',
    'The shop beside a bare server that gives the same answers: Node `http`, mysql2 and SQL by hand, without checks, safety rules or framework',
    '([bench/bare-server](../bench/bare-server)). Both run on the same machine and database, in turn, under the same load. A rate of 1/2 means half',
    "of the bare server's. Absolute figures belong to one machine on one day; the command prints them.",
    '',
    `Reproduce: \`${command}\`, which writes this page and the plot.`,
    '',
    ...table([head, ...rows]),
    '',
    'Statements are shop / bare, a turn; CPU is what a turn costs the shop, as a multiple of what it costs the bare server. A `checkout` is a whole',
    'purchase: cart, two lines, shipping methods, address, checkout, payment, order; the shop is charged for the mails, webhooks and read models behind it, too.',
    '`deep` is a page in the middle of the list. Memory and cold start are printed by the same command.',
    '',
    '![The share of the bare server, per operation](performance.svg)',
    '',
  ].join('\n');
}

function groups(results: readonly Result[]): Result[][] {
  const keys = [...new Set(results.map(({ operation, cache }) => `${operation} ${cache}`))];
  return keys.map((key) => results.filter(({ operation, cache }) => `${operation} ${cache}` === key));
}
