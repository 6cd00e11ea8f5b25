import { run } from './loops';
import type { AnyPhase } from './loops';
import type { Tally } from './tally';

/** What the bench hears from the process that makes the load. */
export type FromWorker = { readonly tally: Tally } | { readonly reason: string };

const tell = (message: FromWorker): void => void process.send?.(message);

process.on('message', (phase: AnyPhase) => {
  run(phase).then(
    (tally) => tell({ tally }),
    (error: unknown) => tell({ reason: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
  );
});
