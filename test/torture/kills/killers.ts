import { setTimeout as sleep } from 'node:timers/promises';
import type { SeededRandom } from '../seeded-random';
import type { DurableDatabase } from './durable-database';
import { failpoints } from './failpoints';
import type { Victim } from './victim';

export const AT_RANDOM = ['any-failpoint', 'app-at-random', 'database-at-random', 'both-at-random'] as const;

const PATIENCE_MS = 20_000;
const POLL_MS = 5;
const LATEST_MS = 900;

/** Ends a process in the middle of its work. */
export interface Killer {
  readonly name: string;
  /** False when nothing died: the place was never passed. */
  strike(): Promise<boolean>;
}

export function killerFor(scenario: string, random: SeededRandom, victim: Victim, database: DurableDatabase): Killer {
  const afterMs = random.integer(LATEST_MS);
  switch (scenario) {
    case 'app-at-random':
      return { name: scenario, strike: () => later(afterMs, () => victim.kill()) };
    case 'database-at-random':
      return { name: scenario, strike: () => later(afterMs, () => database.kill()) };
    case 'both-at-random':
      return { name: scenario, strike: () => later(afterMs, () => bothAtOnce(victim, database)) };
    default:
      return failpointKiller(scenario, random, victim);
  }
}

async function later(afterMs: number, kill: () => void | Promise<void>): Promise<boolean> {
  await sleep(afterMs);
  await kill();
  return true;
}

function failpointKiller(scenario: string, random: SeededRandom, victim: Victim): Killer {
  const failpoint = scenario === 'any-failpoint' ? random.pick(failpoints) : failpoints.find(({ name }) => name === scenario);
  if (!failpoint) throw new Error(`There is no failpoint ${scenario}`);
  const hit = 1 + random.integer(failpoint.hits);
  return { name: `${failpoint.name} (hit ${hit})`, strike: () => armed(failpoint.name, hit, victim) };
}

async function armed(name: string, hit: number, victim: Victim): Promise<boolean> {
  victim.arm(name, hit);
  const deadline = Date.now() + PATIENCE_MS;
  while (victim.isAlive && Date.now() < deadline) await sleep(POLL_MS);
  return !victim.isAlive;
}

async function bothAtOnce(victim: Victim, database: DurableDatabase): Promise<void> {
  database.kill();
  await victim.kill();
}
