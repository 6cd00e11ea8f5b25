import type { Lane } from '../lane';
import { networkTroubles } from './network-troubles';
import { serverTroubles } from './server-troubles';
import { DatabaseFaultsWorld } from './world';

/** One fault after the other, each with its way back; then the dust settles once, which takes longer than all of them. */
const FAULTS_OF_A_ROUND = 10;
const FAULTS_OF_A_BRIEF_ROUND = 2;
const troubles = [...networkTroubles, ...serverTroubles];

export const lane: Lane = {
  name: 'database',
  says: 'shoppers go on while the way to the database, or the database itself, breaks',
  scenarios: troubles.map(({ name }) => name),
  rounds: { long: 3 },
  roundSeconds: 480,
  longMinutes: 180,
  start: (log, brief) => DatabaseFaultsWorld.start(troubles, log, brief ? FAULTS_OF_A_BRIEF_ROUND : FAULTS_OF_A_ROUND),
};
