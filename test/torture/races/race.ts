import type { Round } from './round';

/** Many requests at once that want the same thing, and what must be true afterwards. */
export interface Race {
  readonly name: string;
  run(round: Round): Promise<void>;
}
