import { parseArgs } from 'node:util';
import { OPERATIONS } from './load/flows';
import type { Operation } from './load/flows';

export const HELP = `npm run bench -- [options]

Measures the shop against a bare server with the same answers (bench/README.md). Both run on this machine, in turn, on one database.

  --products N          size of the catalogue (default 1000)
  --connections 1,16    connections at once (default 1,16,64)
  --operations a,b      of ${OPERATIONS.join(', ')} (default all)
  --seconds S           length of one measurement (default 1)
  --rounds R            measurements of each server per cell, in turn (default 3)
  --cache on|off|both   the shop's in-process cache (default both where the shop has one)
  --write               write docs/performance.md and docs/performance.svg
  --minutes M           (3 or more) only the shop, all operations in turn for M minutes: is its memory flat?
  --overload            ten times what it can do, instead; \`-- --overload --help\` says how
  --guard               only compare CPU per request with bench/guard.json; ends with 1 when a bound is broken
  --help                this text
`;

/** One to take memory, and two to compare. */
const LEAST_MINUTES = 3;

export type Cache = 'on' | 'off';

export interface Options {
  readonly products: number;
  readonly connections: readonly number[];
  readonly operations: readonly Operation[];
  readonly seconds: number;
  readonly rounds: number;
  readonly caches: readonly Cache[];
  /** How long the shop alone is loaded to look at its memory; 0 compares it with the bare server. */
  readonly minutes: number;
  readonly write: boolean;
  readonly guard: boolean;
  readonly help: boolean;
}

/** @throws Error with one sentence when an option is unknown or makes no sense */
export function readOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      products: { type: 'string', default: '1000' },
      connections: { type: 'string', default: '1,16,64' },
      operations: { type: 'string', default: OPERATIONS.join(',') },
      seconds: { type: 'string', default: '1' },
      rounds: { type: 'string', default: '3' },
      cache: { type: 'string', default: 'both' },
      minutes: { type: 'string' },
      write: { type: 'boolean', default: false },
      guard: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  return {
    products: whole('products', values.products, 100, 1_000_000),
    connections: values.connections.split(',').map((text) => whole('connections', text, 1, 512)),
    operations: values.operations.split(',').map(operation),
    seconds: seconds(values.seconds),
    rounds: whole('rounds', values.rounds, 1, 50),
    caches: caches(values.cache),
    minutes: values.minutes === undefined ? 0 : whole('minutes', values.minutes, LEAST_MINUTES, 120),
    write: values.write,
    guard: values.guard,
    help: values.help,
  };
}

function whole(name: string, text: string, least: number, most: number): number {
  const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  if (!(value >= least && value <= most)) throw new Error(`--${name} takes whole numbers from ${least} to ${most}, not ${text}.`);
  return value;
}

function seconds(text: string): number {
  const value = /^\d{1,3}(\.\d{1,3})?$/.test(text) ? Number(text) : Number.NaN;
  if (!(value > 0 && value <= 600)) throw new Error(`--seconds takes a number up to 600, not ${text}.`);
  return value;
}

function operation(text: string): Operation {
  const known = OPERATIONS.find((name) => name === text);
  if (!known) throw new Error(`--operations knows ${OPERATIONS.join(', ')}, not ${text}.`);
  return known;
}

function caches(text: string): readonly Cache[] {
  if (text === 'both') return ['off', 'on'];
  if (text === 'on' || text === 'off') return [text];
  throw new Error(`--cache takes on, off or both, not ${text}.`);
}
