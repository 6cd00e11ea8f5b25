import type { Answer } from '../../support/client';
import type { CheckoutBody } from '../../support/shopping';

/** One thing that a client wants done. True when the shop has acknowledged it; the same request is sent again until then. */
export type Step = () => Promise<boolean>;

/** What a story is counted for when it has ended. */
export interface Ending {
  /** Orders, and of them sold ones. */
  readonly orders: number;
  readonly sold: number;
  /** Minor units that the bank has taken and given back. */
  readonly captured: number;
  readonly refunded: number;
}

export const NOTHING: Ending = { orders: 0, sold: 0, captured: 0, refunded: 0 };

const BROKEN = /fetch failed|terminated|other side closed|socket|ECONN|aborted/i;

/** What a client whose server is killed sees: a broken connection, which is no answer. */
export function isBroken(error: unknown): boolean {
  return error instanceof TypeError && BROKEN.test(`${error.message} ${String(error.cause ?? '')}`);
}

/** What somebody does in the shop, request by request, with fixed keys. */
export class Story {
  /** What must not change once it was acknowledged. */
  order: CheckoutBody['order'] | undefined;
  private next = 0;
  private running: Promise<void> | undefined;

  constructor(
    readonly kind: string,
    private readonly steps: readonly Step[],
    readonly ending: () => Ending = () => NOTHING,
  ) {}

  get isDone(): boolean {
    return this.next >= this.steps.length;
  }

  /** Goes on until something is not acknowledged. @throws when the shop answers what it must not */
  attempt(): Promise<void> {
    this.running ??= this.advance().finally(() => (this.running = undefined));
    return this.running;
  }

  get progress(): string {
    return `${this.kind}: step ${this.next + 1} of ${this.steps.length}`;
  }

  private async advance(): Promise<void> {
    try {
      while (!this.isDone && (await this.steps[this.next]?.())) this.next += 1;
    } catch (error) {
      if (!isBroken(error)) throw error;
    }
  }
}

/**
 * Whether the shop has acknowledged it. A refusal for now (409 or 503 with Retry-After) is no answer yet; anything else that was not
 * expected is a mistake of the shop.
 */
export function acknowledged({ status, headers, body }: Answer<unknown>, expected: readonly number[], what: string): boolean {
  if (expected.includes(status)) return true;
  if (headers.has('retry-after') && (status === 409 || status === 503)) return false;
  throw new Error(`${what} was answered with ${status}: ${JSON.stringify(body)}`);
}
