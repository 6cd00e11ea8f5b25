import { setTimeout as sleep } from 'node:timers/promises';
import type { LaneWorld, Outcome } from './lane';
import { commandFor, seedOf } from './plan';
import type { LanePlan } from './plan';
import type { Progress } from './progress';
import type { Row, RunFile } from './run-file';
import { SeededRandom } from './seeded-random';

const HUNG = Symbol('hung');
const STOPPED = Symbol('stopped');
const STOP_LIMIT_MS = 40_000;

export type LaneEnd = 'done' | 'out of time' | 'stopped' | 'failed';

interface Turn {
  readonly scenario: string;
  readonly round: number;
  readonly seed: string;
}

/** Runs the rounds of one lane: every scenario once, then every scenario again, so that a run that is cut short has seen all of them. */
export class LaneRunner {
  private world: LaneWorld | undefined;
  private spentMs: number;

  constructor(
    private readonly plan: LanePlan,
    private readonly file: RunFile,
    private readonly progress: Progress,
    private readonly stop: AbortSignal,
  ) {
    this.spentMs = file.rows.filter(({ lane }) => lane === plan.lane.name).reduce((sum, { ms }) => sum + ms, 0);
  }

  async run(): Promise<LaneEnd> {
    try {
      return await this.rounds();
    } catch (error) {
      this.progress.say(
        `The lane ${this.plan.lane.name} cannot go on: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
      );
      return 'failed';
    } finally {
      await this.endWorld();
    }
  }

  private async rounds(): Promise<LaneEnd> {
    const { lane, rounds, scenarios, limitMs, untilLimit } = this.plan;
    for (let round = 1; round <= rounds; round += 1) {
      for (const scenario of scenarios) {
        if (this.stop.aborted) return 'stopped';
        if (this.file.has(lane.name, scenario, round)) continue;
        if (this.spentMs >= limitMs) return untilLimit ? 'done' : 'out of time';
        if (!(await this.turn({ scenario, round, seed: seedOf(this.file.options.seed, round) }))) return 'stopped';
      }
    }
    return 'done';
  }

  /** False when the run was stopped in the middle. */
  private async turn(turn: Turn): Promise<boolean> {
    this.world ??= await this.begin();
    if (!this.world) return false;
    this.progress.begins(this.plan, turn, this.spentMs);
    const started = Date.now();
    const outcome = await this.outcome(this.world, turn);
    if (outcome === STOPPED) return false;
    const hung = outcome === HUNG;
    const seconds = this.plan.roundLimitMs / 1_000;
    const found: Outcome = hung ? { violations: [`the round did not end within ${seconds} s`], figures: {} } : outcome;
    this.write(turn, found, Date.now() - started);
    if (hung) await this.endWorld();
    return true;
  }

  private async outcome(world: LaneWorld, { scenario, seed }: Turn): Promise<Outcome | typeof HUNG | typeof STOPPED> {
    const random = new SeededRandom(seed);
    const round = world.run(scenario, random).catch((error: unknown): Outcome => {
      return {
        violations: [`the round broke off: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`],
        figures: {},
      };
    });
    return this.within(round, this.plan.roundLimitMs);
  }

  private async within<T>(work: Promise<T>, limitMs: number): Promise<T | typeof HUNG | typeof STOPPED> {
    const over = new AbortController();
    const stopped = new Promise<typeof STOPPED>((resolve) => {
      if (this.stop.aborted) resolve(STOPPED);
      this.stop.addEventListener('abort', () => resolve(STOPPED), { signal: over.signal });
    });
    const hung = (): typeof HUNG => HUNG;
    const late = sleep(limitMs, undefined, { signal: over.signal }).then(hung, hung);
    try {
      return await Promise.race([work, late, stopped]);
    } finally {
      over.abort();
    }
  }

  private write({ scenario, round, seed }: Turn, { violations, figures }: Outcome, ms: number): void {
    const row: Row = { lane: this.plan.lane.name, scenario, round, seed, ms, violations, figures };
    this.spentMs += ms;
    this.file.add(row);
    this.progress.ended(row);
    if (violations.length === 0) return;
    this.progress.say(`${row.lane} ${scenario}, round ${round}, seed ${seed}: ${violations.length} violations`);
    for (const violation of violations.slice(0, 5)) this.progress.say(`  - ${violation}`);
    this.progress.say(`  again: ${commandFor(row.lane, scenario, seed)}`);
  }

  /** Undefined when the run was stopped while the lane was starting. */
  private async begin(): Promise<LaneWorld | undefined> {
    const { lane } = this.plan;
    this.progress.say(`${lane.name}: starting (${lane.says})`);
    const world = await lane.start((line) => this.progress.say(`${lane.name}: ${line}`), this.plan.untilLimit);
    if (!this.stop.aborted) return world;
    this.world = world;
    return undefined;
  }

  private async endWorld(): Promise<void> {
    const world = this.world;
    this.world = undefined;
    if (!world) return;
    const over = new AbortController();
    const late = sleep(STOP_LIMIT_MS, 'late', { signal: over.signal }).catch(() => 'late');
    const end = await Promise.race([world.stop().then(() => 'stopped'), late]);
    over.abort();
    if (end === 'late') this.progress.say(`${this.plan.lane.name}: did not stop within ${STOP_LIMIT_MS / 1_000} s`);
  }
}
