import type { SeededRandom } from './seeded-random';

/** What one round has found and counted. */
export interface Outcome {
  /** Sentences that are not true of the shop after the round; none is what we want. */
  readonly violations: readonly string[];
  /** Numbers that are added up per scenario: requests, 5xx, orders, kills ... */
  readonly figures: Readonly<Record<string, number>>;
}

/** A lane that stands: its databases, processes and goods. */
export interface LaneWorld {
  run(scenario: string, random: SeededRandom): Promise<Outcome>;
  stop(): Promise<void>;
}

/** One kind of trouble. Each is a folder beside this file whose index.ts exports it. */
export interface Lane {
  readonly name: 'races' | 'kills' | 'gateway' | 'database' | 'mutants';
  /** One line for the report. */
  readonly says: string;
  readonly scenarios: readonly string[];
  readonly rounds: {
    /** Rounds per scenario in the long run. */
    readonly long: number;
  };
  /** How long one round may take before it counts as hung; 60 s when absent. */
  readonly roundSeconds?: number;
  /** How long the lane may take in the long run; 60 minutes when absent. */
  readonly longMinutes?: number;
  /** `brief` in a run of seconds, where a lane may do less per round. */
  start(log: (line: string) => void, brief: boolean): Promise<LaneWorld>;
}
