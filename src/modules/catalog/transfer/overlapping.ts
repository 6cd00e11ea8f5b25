/** One piece of work among others that are kept in their order. */
export interface Step<R> {
  /** So much is done that the next one may begin. */
  readonly written: Promise<void>;
  /** What it has done is kept. Rejected when it must be done again, for which the next one must not stand in its way. */
  readonly kept: Promise<void>;
  /** What became of it in the end. */
  readonly end: Promise<R>;
}

/** The one before has to be done again; so has what was begun meanwhile. */
export class OutOfTurn extends Error {
  override readonly name = 'OutOfTurn';
}

/**
 * Two at a time: the second half of one while the first half of the next is done. `begin` is told the step before, and keeps nothing before that
 * has been kept. Results come in order; when a step fails for good, so does the whole.
 */
export async function* overlapping<T, R>(
  items: AsyncIterable<T>,
  begin: (item: T, before: Step<R> | undefined) => Step<R>,
): AsyncGenerator<R, void, undefined> {
  let last: Step<R> | undefined;
  let next: Step<R> | undefined;
  try {
    for await (const item of items) {
      next = begin(item, last);
      await next.written;
      if (last) yield await last.end;
      last = next;
    }
    if (last) yield await last.end;
  } finally {
    // Nobody waits for them any more, but they must not outlive whoever ends here.
    await Promise.allSettled([last?.end, next?.end]);
  }
}

/**
 * The step of `attempt`, which calls its gate between its halves: it comes back when the step before is kept, and throws when that one failed.
 * What fails is left to `again`, which is called when nobody else is at work.
 */
export function stepOf<R>(
  before: Step<R> | undefined,
  attempt: (gate: () => Promise<void>) => Promise<R>,
  again: (error: unknown) => Promise<R>,
): Step<R> {
  const written = deferred();
  const kept = deferred();
  let passed = false;
  const gate = async (): Promise<void> => {
    passed = true;
    written.resolve();
    await before?.kept;
  };
  const retry = async (error: unknown): Promise<R> => {
    if (passed) kept.reject(new OutOfTurn('The one before has to be done again'));
    await before?.end;
    return again(error);
  };
  const end = attempt(gate).catch(retry);
  const settled = (): void => {
    written.resolve();
    kept.resolve();
  };
  end.then(settled, (error: unknown) => {
    written.resolve();
    kept.reject(error);
  });
  return { written: written.promise, kept: kept.promise, end };
}

interface Deferred {
  readonly promise: Promise<void>;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

function deferred(): Deferred {
  let resolve: () => void = () => undefined;
  let reject: (error: unknown) => void = () => undefined;
  const promise = new Promise<void>((yes, no) => ([resolve, reject] = [yes, no]));
  // Often nobody asks whether it failed.
  promise.catch(() => undefined);
  return { promise, resolve, reject };
}
