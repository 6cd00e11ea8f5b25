import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { OPERATIONS } from './load/flows';
import type { Operation } from './load/flows';

export type Bounds = Readonly<Partial<Record<Operation, number>>>;

export interface Guard {
  /** How much above its bound a ratio may be: neighbours on the machine disturb both servers, but not equally. */
  readonly tolerance: number;
  /** Processor time a turn, shop over bare. */
  readonly bounds: Bounds;
}

/** @throws Error when the file is not one of bounds */
export function readGuard(path = join(__dirname, 'guard.json')): Guard {
  const { tolerance, cpu } = JSON.parse(readFileSync(path, 'utf8')) as { tolerance?: unknown; cpu?: Record<string, unknown> };
  if (typeof tolerance !== 'number' || tolerance < 1 || !cpu)
    throw new Error(`${path} needs a tolerance of at least 1 and the bounds in cpu.`);
  const bounds = Object.entries(cpu).map(([name, bound]) => {
    const operation = OPERATIONS.find((known) => known === name);
    if (!operation || typeof bound !== 'number' || !(bound > 0)) throw new Error(`${path}: ${name} is not an operation with a bound.`);
    return [operation, bound] as const;
  });
  return { tolerance, bounds: Object.fromEntries(bounds) };
}

export interface Verdict {
  readonly operation: Operation;
  readonly ratio: number;
  readonly bound: number;
  readonly broken: boolean;
  /** Far enough below to be lowered, so that what was gained is kept. */
  readonly loose: boolean;
}

const LOOSE = 0.6;

export function judge({ tolerance, bounds }: Guard, ratios: ReadonlyMap<Operation, number>): Verdict[] {
  return [...ratios].flatMap(([operation, ratio]) => {
    const bound = bounds[operation];
    if (bound === undefined) return [];
    return [{ operation, ratio, bound, broken: ratio > bound * tolerance, loose: ratio < bound * LOOSE }];
  });
}

export function sentenceOf({ operation, ratio, bound, broken, loose }: Verdict, tolerance: number): string {
  const fact = `${operation}: ${ratio.toFixed(2)} times the CPU of the bare server`;
  if (broken) return `NOT OK  ${fact}; the bound is ${bound} (x ${tolerance} for noise)`;
  return `ok      ${fact}, bound ${bound}${loose ? ': lower it in bench/guard.json' : ''}`;
}
