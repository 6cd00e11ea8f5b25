import type { EventEmitter } from 'node:events';
import { performance } from 'node:perf_hooks';

const LARGE = 64 * 1024;
/** Between two of them everybody else has so many times what the last one took. */
const REST = 4;

/**
 * Reading a megabyte of JSON keeps the event loop for tens of milliseconds, in which nobody is answered. A few senders of such bodies would have
 * it to themselves; so large bodies are read one after the other, with pauses, and take no more than a fifth of the time. One whose sender has
 * hung up is dropped at once: nobody counts it any more, so a crowd of them would fill the memory.
 */
export class LargeBodies {
  private readonly waiting = new Set<() => void>();
  private busy = false;

  /** `connection` says `close` when nobody is left who wants the body read. */
  read(length: number, connection: EventEmitter, work: () => void): void {
    if (length <= LARGE) return work();
    const forget = (): void => void this.waiting.delete(turn);
    const turn = (): void => {
      connection.off('close', forget);
      work();
    };
    connection.once('close', forget);
    this.waiting.add(turn);
    if (!this.busy) this.next();
  }

  private next(): void {
    const [turn] = this.waiting;
    this.busy = turn !== undefined;
    if (!turn) return;
    this.waiting.delete(turn);
    const began = performance.now();
    try {
      turn();
    } finally {
      setTimeout(() => this.next(), REST * (performance.now() - began));
    }
  }
}
