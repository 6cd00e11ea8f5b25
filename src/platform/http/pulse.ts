import { performance } from 'node:perf_hooks';
import { shortestPoolWait } from '../database';
import type { Delays } from './adaptive-limit';

const SAMPLE_MS = 25;
const SAMPLES = 4;
/** So much of its time at work, the process has none left. */
const BUSY = 0.9;
const SHORT_WAIT_MS = 5;

/** Measures, ten times a second, how long everything has to wait in this process. */
export class Pulse {
  private timer: NodeJS.Timeout | undefined;
  private shortest = Number.POSITIVE_INFINITY;
  private samples = 0;
  private utilization = performance.eventLoopUtilization();
  /** Whoever gets the processor or a connection now takes it from somebody. */
  exhausted = false;

  constructor(private readonly beat: (delays: Delays) => void) {}

  start(): void {
    this.sample(performance.now() + SAMPLE_MS);
  }

  stop(): void {
    clearTimeout(this.timer);
  }

  private sample(due: number): void {
    this.timer = setTimeout(() => {
      const now = performance.now();
      this.shortest = Math.min(this.shortest, Math.max(0, now - due));
      if ((this.samples += 1) === SAMPLES) this.report();
      this.sample(now + SAMPLE_MS);
    }, SAMPLE_MS).unref();
  }

  private report(): void {
    const delays = { loop: this.shortest, pool: shortestPoolWait() };
    const before = this.utilization;
    this.utilization = performance.eventLoopUtilization();
    this.exhausted = performance.eventLoopUtilization(this.utilization, before).utilization > BUSY || delays.pool > SHORT_WAIT_MS;
    this.shortest = Number.POSITIVE_INFINITY;
    this.samples = 0;
    this.beat(delays);
  }
}
