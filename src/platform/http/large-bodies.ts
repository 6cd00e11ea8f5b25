import { performance } from 'node:perf_hooks';

const LARGE = 64 * 1024;
/** Between two of them everybody else has so many times what the last one took. */
const REST = 4;

/**
 * Reading a megabyte of JSON keeps the event loop for tens of milliseconds, in which nobody is answered. A few senders of such bodies would have
 * it to themselves; so large bodies are read one after the other, with pauses, and take no more than a fifth of the time.
 */
export class LargeBodies {
  private readonly waiting: (() => void)[] = [];
  private busy = false;

  read(length: number, work: () => void): void {
    if (length <= LARGE) return work();
    this.waiting.push(work);
    if (!this.busy) this.next();
  }

  private next(): void {
    const work = this.waiting.shift();
    this.busy = work !== undefined;
    if (!work) return;
    const began = performance.now();
    work();
    setTimeout(() => this.next(), REST * (performance.now() - began));
  }
}
