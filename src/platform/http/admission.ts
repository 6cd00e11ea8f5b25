import { performance } from 'node:perf_hooks';
import { Injectable } from '@nestjs/common';
import type { OnModuleDestroy, OnModuleInit } from '@nestjs/common';
import { Overloaded } from './problems';

const SAMPLE_MS = 100;
/** Requests in the house at once; measured: more only make everybody wait longer. */
const IN_FLIGHT_LIMIT = 96;
const VITAL_LIMIT = 192;
/** Below this many requests a late event loop is somebody else's doing, a busy machine for instance. */
const FEW = 16;
const LATE_MS = 200;
const VERY_LATE_MS = 600;

/**
 * Refuses early what could not be served in time: a quick 503 costs next to nothing, so the work that was begun is finished. Checkout,
 * payments and webhooks are turned away last, because somebody else's money is already on its way.
 */
@Injectable()
export class Admission implements OnModuleInit, OnModuleDestroy {
  private inFlight = 0;
  private lateness = 0;
  private timer: NodeJS.Timeout | undefined;

  onModuleInit(): void {
    let expected = performance.now() + SAMPLE_MS;
    this.timer = setInterval(() => {
      const now = performance.now();
      this.lateness = Math.max(0, now - expected) * 0.5 + this.lateness * 0.5;
      expected = now + SAMPLE_MS;
    }, SAMPLE_MS).unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
  }

  get current(): number {
    return this.inFlight;
  }

  /** @throws Overloaded instead of letting the request in; who is let in must `leave` */
  enter(vital: boolean): void {
    const crowded = this.inFlight >= (vital ? VITAL_LIMIT : IN_FLIGHT_LIMIT);
    const late = this.inFlight >= FEW && this.lateness > (vital ? VERY_LATE_MS : LATE_MS);
    if (crowded || late) throw new Overloaded();
    this.inFlight += 1;
  }

  leave(): void {
    this.inFlight -= 1;
  }
}
