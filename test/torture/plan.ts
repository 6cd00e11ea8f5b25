import type { Lane } from './lane';
import type { Options } from './options';
import { SeededRandom } from './seeded-random';

const MINUTE_MS = 60_000;
const USUAL_LONG_MINUTES = 60;
const USUAL_ROUND_SECONDS = 60;

export interface LanePlan {
  readonly lane: Lane;
  readonly scenarios: readonly string[];
  /** Rounds per scenario; in a brief run they go on until the time is over. */
  readonly rounds: number;
  /** No round begins after this; the one that runs may end. */
  readonly limitMs: number;
  readonly roundLimitMs: number;
  /** True when the limit is how the lane is meant to end. */
  readonly untilLimit: boolean;
}

/** @throws Error when a lane or scenario that was asked for does not exist */
export function planOf(lanes: readonly Lane[], options: Options): LanePlan[] {
  for (const name of options.lanes)
    known(
      name,
      lanes.map((lane) => lane.name),
      'lane',
    );
  const chosen = lanes.filter(({ name }) => options.lanes.length === 0 || options.lanes.includes(name));
  for (const name of options.scenarios)
    known(
      name,
      chosen.flatMap(({ scenarios }) => scenarios),
      'scenario',
    );
  const wanted = (scenario: string): boolean => options.scenarios.length === 0 || options.scenarios.includes(scenario);
  return chosen.map((lane) => plan(lane, lane.scenarios.filter(wanted), options)).filter(({ scenarios }) => scenarios.length > 0);
}

/** A brief run is over long before the last of many scenarios; the seed says which ones it is spent on. */
function plan(lane: Lane, all: readonly string[], { seconds, rounds, seed }: Options): LanePlan {
  const brief = seconds !== undefined;
  const scenarios = brief ? new SeededRandom(seed).shuffle(all) : all;
  const roundLimitMs = (lane.roundSeconds ?? USUAL_ROUND_SECONDS) * 1_000;
  const limitMs = brief ? seconds * 1_000 : (lane.longMinutes ?? USUAL_LONG_MINUTES) * MINUTE_MS;
  const untilLimit = brief && rounds === undefined;
  return { lane, scenarios, rounds: rounds ?? (brief ? Number.MAX_SAFE_INTEGER : lane.rounds.long), limitMs, roundLimitMs, untilLimit };
}

function known(name: string, names: readonly string[], kind: string): void {
  if (!names.includes(name)) throw new Error(`There is no ${kind} ${name}; there are: ${names.join(', ')}.`);
}

/** The first round has the seed itself, so that any round can be made the first of another run. */
export function seedOf(seed: string, round: number): string {
  return round === 1 ? seed : `${seed}.${round}`;
}

export function commandFor(lane: string, scenario: string, seed: string): string {
  return `npm run torture -- ${lane} --scenario ${scenario} --seed ${seed} --rounds 1`;
}

export function sentences(plans: readonly LanePlan[]): string[] {
  const total = plans.reduce((sum, { limitMs, roundLimitMs }) => sum + limitMs + roundLimitMs, 0);
  const lines = plans.map(({ lane, scenarios, rounds, limitMs, untilLimit }) => {
    const work = untilLimit ? `${scenarios.length} scenarios in turn` : `${scenarios.length} scenarios x ${rounds} rounds`;
    return `  ${lane.name.padEnd(9)} ${work}, at most ${minutes(limitMs)}: ${lane.says}`;
  });
  return [...lines, `  The whole run ends after ${minutes(total)} at the latest, not counting the start of databases and shops.`];
}

function minutes(ms: number): string {
  return ms < MINUTE_MS ? `${ms / 1_000} s` : `${Math.ceil(ms / MINUTE_MS)} min`;
}
