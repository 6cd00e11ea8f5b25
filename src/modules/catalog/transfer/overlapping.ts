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
  return new Attempted(before, attempt, again);
}

class Attempted<R> implements Step<R> {
  readonly end: Promise<R>;
  private readonly firstWritten = deferred();
  private readonly firstKept = deferred();
  /** Let go of at the end: each step would otherwise hold all before it. */
  private predecessor: Pick<Step<R>, 'kept' | 'end'> | undefined;
  private passed = false;
  private repeated = false;

  constructor(before: Step<R> | undefined, attempt: (turn: Turn) => Promise<R>, again: (error: unknown) => Promise<R>) {
    this.predecessor = before && { kept: before.kept, end: before.end };
    const turn = { begin: () => this.begin(), gate: () => this.gate() };
    this.end = attempt(turn).catch(async (error: unknown) => {
      this.repeat();
      await this.predecessor?.end;
      return again(error);
    });
    this.end.then(
      () => this.settle(),
      (error: unknown) => {
        this.firstKept.reject(error);
        this.settle();
      },
    );
  }

  get written(): Promise<unknown> {
    return this.repeated && this.passed ? this.end : this.firstWritten.promise;
  }

  get kept(): Promise<unknown> {
    return this.repeated ? this.end : this.firstKept.promise;
  }

  private begin(): void {
    if (this.passed) this.repeat();
  }

  private async gate(): Promise<void> {
    this.passed = true;
    this.firstWritten.resolve();
    await this.predecessor?.kept;
  }

  /** Those who have begun since the gate are taken back; nobody begins until the end. */
  private repeat(): void {
    this.repeated = true;
    if (this.passed) this.firstKept.reject(new OutOfTurn('The one before has to be done again'));
  }

  private settle(): void {
    this.predecessor = undefined;
    this.firstWritten.resolve();
    this.firstKept.resolve();
  }
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
