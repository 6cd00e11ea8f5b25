import type { Deliveries, DueRow } from './deliveries';
import type { Listener } from './listeners';

const BATCH = 20;
/** How far ahead a dispatcher looks for work that nobody else is about to do. */
const CROWDED_WINDOW = 400;

/** Delivers to some of the listeners, so many rows at once. What is slow in one lane holds nobody up in another. */
export class Lane {
  private running: Promise<void> | undefined;
  private again = false;
  private stopped = false;
  private crowded = false;

  constructor(
    private readonly listeners: readonly Listener[],
    private readonly width: number,
    private readonly deliveries: Deliveries,
  ) {}

  /** Delivers all that is due now; a call during a run makes that run look once more. */
  async drain(): Promise<void> {
    this.again = true;
    this.running ??= this.loop().finally(() => (this.running = undefined));
    await this.running;
  }

  serves(listeners: readonly string[]): boolean {
    return this.listeners.some(({ listener }) => listeners.includes(listener));
  }

  /** There are new rows: a run that is under way looks once more. */
  note(): void {
    this.again = true;
  }

  /** Stops at a row boundary. */
  async stop(): Promise<void> {
    this.stopped = true;
    await this.running;
  }

  private async loop(): Promise<void> {
    while (this.again && !this.stopped) {
      this.again = false;
      while (!this.stopped && (await this.deliverBatch()));
    }
  }

  /** Whether there may be more: the batch was full, and not all of it held by other processes, so that nobody spins on it. */
  private async deliverBatch(): Promise<boolean> {
    const due = await this.due();
    const asked = due.length;
    let delivered = 0;
    const work = async (): Promise<void> => {
      for (let row = due.shift(); row && !this.stopped; row = due.shift()) {
        const { listener: name } = row;
        const listener = this.listeners.find((candidate) => candidate.listener === name);
        if (listener && (await this.deliveries.deliver(row, listener))) delivered += 1;
      }
    };
    const ended = await Promise.allSettled(Array.from({ length: this.width }, work));
    const failure = ended.find((end) => end.status === 'rejected');
    if (failure) throw failure.reason;
    this.crowded = delivered < asked;
    return delivered > 0 && asked >= BATCH;
  }

  /**
   * The oldest first, as long as this process finds them untouched. When others were faster they read the same list, so each goes on
   * at a place of its own: in step with them it would ask for every row only to find it taken.
   */
  private async due(): Promise<DueRow[]> {
    const names = this.listeners.map(({ listener }) => listener);
    const rows = await this.deliveries.due(names, this.crowded ? CROWDED_WINDOW : BATCH);
    const start = Math.floor(Math.random() * Math.max(1, rows.length - BATCH + 1));
    return rows.slice(start, start + BATCH);
  }
}
