import type { Operation } from './api';

/**
 * `slow_answer` carries the request out and answers late; `drop_before` hangs up before it, `drop_after` after it. The SDK asks again once when
 * a connection breaks, so a drop that is to be felt comes twice.
 */
export type FaultKind = 'slow_answer' | 'drop_before' | 'drop_after' | 'server_error' | 'malformed' | 'empty_object' | 'rate_limited';

export interface Fault {
  readonly operation: Operation;
  readonly kind: FaultKind;
  readonly times: number;
  readonly delayMs?: number;
}

/** A script of what goes wrong next, in order. */
export class Faults {
  private script: { fault: Fault; left: number }[] = [];

  add(...faults: readonly Fault[]): void {
    this.script.push(...faults.map((fault) => ({ fault, left: fault.times })));
  }

  clear(): void {
    this.script = [];
  }

  next(operation: Operation): Fault | undefined {
    const entry = this.script.find(({ fault, left }) => left > 0 && fault.operation === operation);
    if (entry) entry.left -= 1;
    return entry?.fault;
  }
}
