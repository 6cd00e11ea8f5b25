import type { Lane, LaneWorld, Outcome } from '../lane';
import type { SeededRandom } from '../seeded-random';
import { Ground } from './ground';
import { races } from './races';
import { Round } from './round';

/** Old rounds make the invariants slow to ask; a new database is cheaper than waiting for them. */
const ROUNDS_PER_GROUND = 220;

/** Runs each race in one shop, and asks every invariant after it. */
class RacesWorld implements LaneWorld {
  private rounds = 0;

  constructor(
    private ground: Ground,
    private readonly log: (line: string) => void,
  ) {}

  async run(scenario: string, random: SeededRandom): Promise<Outcome> {
    const race = races.find(({ name }) => name === scenario);
    if (!race) throw new Error(`There is no race ${scenario}`);
    await this.renewed();
    await this.ground.keepStaffSignedIn();
    const round = new Round(this.ground, random);
    const before = await this.ground.deadlocks();
    await race.run(round);
    for (const late of await this.ground.settled()) round.check(false, late);
    for (const broken of await this.ground.brokenInvariants()) round.check(false, broken);
    round.tally.add('deadlocks resolved', (await this.ground.deadlocks()) - before);
    return round.tally;
  }

  stop(): Promise<void> {
    return this.ground.stop();
  }

  private async renewed(): Promise<void> {
    this.rounds += 1;
    if (this.rounds % ROUNDS_PER_GROUND !== 0) return;
    this.log('a new database');
    await this.ground.stop();
    this.ground = await Ground.start();
  }
}

export const lane: Lane = {
  name: 'races',
  says: 'the same thing wanted by many at once, in two processes on one database',
  scenarios: races.map(({ name }) => name),
  rounds: { long: 50 },
  roundSeconds: 150,
  start: async (log) => new RacesWorld(await Ground.start(), log),
};
