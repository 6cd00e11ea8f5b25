import type { Deliveries } from './deliveries';
import type { Listener } from './listeners';
import type { DueRow, Outbox } from './outbox';

const BATCH = 20;
/** A parcel is one transaction; what its rows say bounds what it locks. */
const PARCEL_BYTES = 32_000;
/** What is published within this time of each other is looked for, and delivered, together. */
const GATHER_MS = 50;
/** How far ahead a dispatcher looks for work that nobody else is about to do. */
const CROWDED_WINDOW = 400;

interface Parcel {
  readonly listener: Listener;
  readonly rows: DueRow[];
  size: number;
}

/** Delivers to some of the listeners, so many rows at once. What is slow in one lane holds nobody up in another. */
export class Lane {
  private running: Promise<void> | undefined;
  private again = false;
  private stopped = false;
  private crowded = false;
  private woken: NodeJS.Timeout | undefined;

  constructor(
    private readonly listeners: readonly Listener[],
    private readonly width: number,
    private readonly outbox: Outbox,
    private readonly deliveries: Deliveries,
    private readonly onFailure: (error: unknown) => void,
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

  /** There are new rows, and perhaps more in a moment. */
  wake(): void {
    if (this.stopped) return;
    this.woken ??= setTimeout(() => {
      this.woken = undefined;
      void this.drain().catch(this.onFailure);
    }, GATHER_MS);
  }

  /** There are new rows: a run that is under way looks once more. */
  note(): void {
    this.again = true;
  }

  /** Stops at a row boundary. */
  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.woken);
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
    const parcels = this.parcelsOf(due);
    let delivered = 0;
    const work = async (): Promise<void> => {
      for (let parcel = parcels.shift(); parcel && !this.stopped; parcel = parcels.shift()) {
        delivered += await this.deliveries.deliver(parcel.rows, parcel.listener);
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
    const rows = await this.outbox.due(names, this.crowded ? CROWDED_WINDOW : BATCH);
    const start = Math.floor(Math.random() * Math.max(1, rows.length - BATCH + 1));
    return rows.slice(start, start + BATCH);
  }

  /** What is delivered at once: rows of a listener that takes many, unless somebody may have died of one of them; else one row. */
  private parcelsOf(due: readonly DueRow[]): Parcel[] {
    const parcels: Parcel[] = [];
    const open = new Map<Listener, Parcel>();
    for (const row of due) {
      const listener = this.listeners.find((candidate) => candidate.listener === row.listener);
      if (!listener) continue;
      const begun = listener.many && !row.suspect ? open.get(listener) : undefined;
      if (begun && begun.size + row.size <= PARCEL_BYTES) {
        begun.rows.push(row);
        begun.size += row.size;
        continue;
      }
      const parcel = { listener, rows: [row], size: row.size };
      parcels.push(parcel);
      if (!row.suspect) open.set(listener, parcel);
    }
    return parcels;
  }
}
