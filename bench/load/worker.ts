import { drive } from './generator';
import type { Order, Tally } from './generator';

/** What the bench and the process that makes the load say to each other. */
export type ToWorker = { readonly kind: 'drive'; readonly order: Order } | { readonly kind: 'go' };
export type FromWorker =
  { readonly kind: 'warm' } | { readonly kind: 'done'; readonly tally: Tally } | { readonly kind: 'failed'; readonly reason: string };

let go: () => void = () => undefined;

const tell = (message: FromWorker): void => void process.send?.(message);

process.on('message', (message: ToWorker) => {
  if (message.kind === 'go') return go();
  const started = (): Promise<void> =>
    new Promise((resolve) => {
      go = resolve;
      tell({ kind: 'warm' });
    });
  drive(message.order, started).then(
    (tally) => tell({ kind: 'done', tally }),
    (error: unknown) => tell({ kind: 'failed', reason: error instanceof Error ? error.message : String(error) }),
  );
});
