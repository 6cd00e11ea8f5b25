import { setTimeout as sleep } from 'node:timers/promises';
import type { SeededRandom } from '../seeded-random';
import type { DurableDatabase } from './durable-database';
import type { DatabaseProxy } from './proxy';

/** What troubles work on. */
export interface Scene {
  readonly proxy: DatabaseProxy;
  readonly database: DurableDatabase;
}

/** One kind of fault: it makes its trouble, and takes it back when the time is over. */
export interface Trouble {
  readonly name: string;
  strike(scene: Scene, random: SeededRandom): Promise<void>;
}

export const NOTHING = Buffer.alloc(0);

/** Between one and four seconds, the usual length of a fault. */
export const aWhile = (random: SeededRandom): Promise<void> => sleep(random.between(1_000, 4_000));
