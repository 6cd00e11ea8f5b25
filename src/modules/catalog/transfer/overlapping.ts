/** One piece of work among others that are kept in their order. When it has to be done again, all three are its end. */
export interface Step<R> {
  /** So much is done that the next one may begin. */
  readonly written: Promise<unknown>;
  /** What it has done is kept. Whoever waits for it when it has to be done again hears so, and must not stand in its way. */
  readonly kept: Promise<unknown>;
  /** What became of it in the end. */
  readonly end: Promise<R>;
}

/** What an attempt says of itself. */
export interface Turn {
  /** At its beginning, and whenever it begins anew. */
  readonly begin: () => void;
  /** Between its halves: comes back when the step before is kept, and throws when that one has to be done again. */
  readonly gate: () => Promise<void>;
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
      await last?.written;
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

/** The step of `attempt`; when it fails, of `again`, which is called when nobody else is at work. */
export function stepOf<R>(
  before: Step<R> | undefined,
  attempt: (turn: Turn) => Promise<R>,
  again: (error: unknown) => Promise<R>,
): Step<R> {
  const [written, kept] = [deferred(), deferred()];
  // Let go of at the end: each step would otherwise hold all before it.
  let predecessor = before && { kept: before.kept, end: before.end };
  let passed = false;
  let repeated = false;
  /** Those who have begun since the gate are taken back; nobody begins until the end. */
  const repeat = (): void => {
    repeated = true;
    if (passed) kept.reject(new OutOfTurn('The one before has to be done again'));
  };
  const begin = (): void => {
    if (passed) repeat();
  };
  const gate = async (): Promise<void> => {
    passed = true;
    written.resolve();
    await predecessor?.kept;
  };
  const end = attempt({ begin, gate }).catch(async (error: unknown) => {
    repeat();
    await predecessor?.end;
    return again(error);
  });
  const settle = (): void => {
    predecessor = undefined;
    [written, kept].forEach(({ resolve }) => resolve());
  };
  end.then(settle, (error: unknown) => {
    kept.reject(error);
    settle();
  });
  return {
    end,
    get written() {
      return repeated && passed ? end : written.promise;
    },
    get kept() {
      return repeated ? end : kept.promise;
    },
  };
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
