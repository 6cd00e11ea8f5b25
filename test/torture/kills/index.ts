import type { Lane, LaneWorld } from '../lane';
import { Checks } from './checks';
import { DurableDatabase } from './durable-database';
import { failpoints } from './failpoints';
import { AT_RANDOM } from './killers';
import { KILLS_PER_ROUND, Round } from './round';
import { Victim } from './victim';

const SETTINGS = { NODE_ENV: 'test', RATE_LIMITS: 'off', LOG_LEVEL: 'warn', SANDBOX_TIMEOUT_MS: '1000' };

async function start(log: (line: string) => void): Promise<LaneWorld> {
  const database = await DurableDatabase.start();
  const victim = await Victim.start(database.url, SETTINGS).catch(async (error: unknown) => {
    await database.stop();
    throw error;
  });
  const checks = new Checks(database.url);
  log(`${failpoints.length} failpoints, ${KILLS_PER_ROUND} kills per round`);
  return {
    run: (scenario, random) => new Round(scenario, random, victim, database, checks).run(),
    stop: async () => {
      await victim.stop();
      await checks.close();
      await database.stop();
    },
  };
}

export const kills: Lane = {
  name: 'kills',
  says: 'kill -9 of the application and the database, at named places and at random, in the middle of every kind of request',
  scenarios: [...AT_RANDOM, ...failpoints.map(({ name }) => name)],
  rounds: { long: 1 },
  roundSeconds: 300,
  longMinutes: 75,
  start,
};
