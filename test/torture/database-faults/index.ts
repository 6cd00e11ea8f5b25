import type { Lane } from '../lane';
import { networkTroubles } from './network-troubles';
import { serverTroubles } from './server-troubles';
import { DatabaseFaultsWorld } from './world';

const troubles = [...networkTroubles, ...serverTroubles];

export const lane: Lane = {
  name: 'database',
  says: 'shoppers go on while the way to the database, or the database itself, breaks',
  scenarios: troubles.map(({ name }) => name),
  rounds: { long: 30 },
  roundSeconds: 240,
  longMinutes: 180,
  start: (log) => DatabaseFaultsWorld.start(troubles, log),
};
