import { performance } from 'node:perf_hooks';

/** So many are let in however long the turn lasts already: a crowd of people who came together is no flood. */
const FEW = 64;
const BUDGET_MS = 20;

/**
 * One turn of the event loop. What is answered from memory is over before the next request is read, so no count of requests in the house sees
 * a flood of it; but all that is read in one turn keeps the last of it waiting. After its budget a turn lets nobody in any more.
 */
export class LoopTurn {
  private running = false;
  private began = 0;
  private admitted = 0;

  /** Somebody asks to be let in. */
  get full(): boolean {
    if (!this.running) this.begin();
    return this.admitted >= FEW && performance.now() - this.began > BUDGET_MS;
  }

  admit(): void {
    this.admitted += 1;
  }

  private begin(): void {
    this.running = true;
    this.began = performance.now();
    this.admitted = 0;
    // Comes when everything that had arrived has been read.
    setImmediate(() => (this.running = false));
  }
}
