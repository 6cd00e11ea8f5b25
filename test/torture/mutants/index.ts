import type { Lane, LaneWorld, Outcome } from '../lane';
import { mutants } from './mutants';
import { Workshop } from './workshop';

/** `on`: what survives its own tests must survive the whole suite too before it counts as a survivor; half an hour each. */
const WHOLE_SUITE = process.env['MUTANTS_WHOLE_SUITE'] === 'on';
const MINUTE = 60;

const count = (caught: 0 | 1, survived: 0 | 1): Outcome['figures'] => ({ mutants: 1, caught, survived });

/** Breaks one guard after the other, and looks whether the tests notice. */
class MutantsWorld implements LaneWorld {
  private readonly sound = new Set<string>();

  constructor(
    private readonly workshop: Workshop,
    private readonly log: (line: string) => void,
  ) {}

  async run(scenario: string): Promise<Outcome> {
    const mutant = mutants.find(({ name }) => name === scenario);
    if (!mutant) throw new Error(`There is no mutant ${scenario}`);
    const unsound = await this.unsoundOf(mutant.tests);
    if (unsound.length > 0) return { violations: unsound.map((failure) => `fails without any mutant: ${failure}`), figures: {} };
    return this.workshop.with(mutant, async () => {
      const first = await this.workshop.firstFailure(mutant.tests);
      if (first.broken) return { violations: [`does not even load: ${first.failures.join('; ')}`], figures: {} };
      const run = first.passed && WHOLE_SUITE ? await this.workshop.test([]) : first;
      if (!run.passed) this.log(`${mutant.name}: noticed by ${run.failures[0] ?? ''}`);
      return run.passed
        ? { violations: [`nobody misses the guard in ${mutant.file}`], figures: count(0, 1) }
        : { violations: [], figures: count(1, 0) };
    });
  }

  stop(): Promise<void> {
    return this.workshop.close();
  }

  /** A test that fails anyway notices nothing. Each is tried once. */
  private async unsoundOf(specs: readonly string[]): Promise<readonly string[]> {
    const untried = specs.filter((spec) => !this.sound.has(spec));
    if (untried.length === 0) return [];
    const { passed, failures } = await this.workshop.test(untried);
    if (passed) untried.forEach((spec) => this.sound.add(spec));
    return failures;
  }
}

export const lane: Lane = {
  name: 'mutants',
  says: 'the code without one of its guards: the tests must notice',
  scenarios: mutants.map(({ name }) => name),
  rounds: { long: 1 },
  roundSeconds: WHOLE_SUITE ? 45 * MINUTE : 10 * MINUTE,
  longMinutes: WHOLE_SUITE ? 240 : 90,
  start: async (log) => new MutantsWorld(await Workshop.open(), log),
};
