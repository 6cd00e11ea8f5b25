import { AsyncLocalStorage } from 'node:async_hooks';

interface Asked<T, R> {
  readonly item: T;
  readonly resolve: (answer: R) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Makes one call of what several ask for at the same time: those of one turn of the event loop go together, and those that come while a call
 * is under way go with the next one. Nobody waits for company, so whoever is alone is served at once. It belongs outside transactions:
 * the call has the async context of nobody who asks.
 */
export class Together<T, R> {
  private readonly outside = AsyncLocalStorage.snapshot();
  private readonly waiting: Asked<T, R>[] = [];
  private busy = false;

  /** `call` answers in the order of the items. When it fails, everybody hears of it whose item it had. */
  constructor(
    private readonly call: (items: readonly T[]) => Promise<readonly R[]>,
    private readonly most = 20,
  ) {}

  ask(item: T): Promise<R> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ item, resolve, reject });
      if (this.busy) return;
      this.busy = true;
      this.outside(() => setImmediate(() => void this.serve()));
    });
  }

  private async serve(): Promise<void> {
    while (this.waiting.length > 0) await this.serveSome(this.waiting.splice(0, this.most));
    this.busy = false;
  }

  private async serveSome(some: readonly Asked<T, R>[]): Promise<void> {
    try {
      const answers = await this.call(some.map(({ item }) => item));
      some.forEach(({ resolve }, index) => resolve(answers[index] as R));
    } catch (error) {
      some.forEach(({ reject }) => reject(error));
    }
  }
}
