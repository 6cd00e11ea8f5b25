import { performance } from 'node:perf_hooks';

const LONGEST = 2_000;
/** A line is judged by its pace when it is so long. */
const LONG = 4;
const SMOOTHING = 0.1;

interface Waiter {
  readonly admit: () => void;
  readonly timer: NodeJS.Timeout;
}

/** Who may wait for a place does so in order, as long as it makes sense: whoever would wait in vain is told at once. */
export class WaitingLine {
  private readonly waiters = new Set<Waiter>();
  /** Milliseconds from one admission to the next. */
  private pace = 0;
  private lastAdmission = 0;

  /** `promised` is the share of the patience that the last one may have to wait, as far as one can tell. */
  constructor(
    private readonly patienceMs: number,
    private readonly promised = 1,
  ) {}

  get length(): number {
    return this.waiters.size;
  }

  /** As far as the pace of those before tells, and the time since the last of them was let in. */
  get tooLong(): boolean {
    if (this.waiters.size >= LONGEST) return true;
    if (this.waiters.size < LONG) return false;
    const standstill = performance.now() - this.lastAdmission;
    return this.waiters.size * this.pace + standstill > this.patienceMs * this.promised;
  }

  /** Answers false when the patience ended first. */
  wait(): Promise<boolean> {
    if (this.waiters.size === 0) this.lastAdmission = performance.now();
    return new Promise((resolve) => {
      const leave = (admitted: boolean) => {
        clearTimeout(waiter.timer);
        this.waiters.delete(waiter);
        resolve(admitted);
      };
      const waiter: Waiter = { admit: () => leave(true), timer: setTimeout(() => leave(false), this.patienceMs) };
      this.waiters.add(waiter);
    });
  }

  /** Lets the first one in, if there is one. */
  admitNext(): boolean {
    const [first] = this.waiters;
    if (!first) return false;
    const now = performance.now();
    this.pace += (now - this.lastAdmission - this.pace) * SMOOTHING;
    this.lastAdmission = now;
    first.admit();
    return true;
  }
}
