import { performance } from 'node:perf_hooks';
import { Injectable } from '@nestjs/common';
import type { OnModuleDestroy, OnModuleInit } from '@nestjs/common';
import { Config } from '../config';
import { Overloaded } from './problems';

const SAMPLE_MS = 100;
/** Ordinary requests in the house at once; measured: more only make everybody wait longer. */
const ORDINARY_LIMIT = 64;
/** Vital requests beyond one per connection wait in line, because a shopper in a rush is worth a second or two. */
const VITAL_QUEUE = 2_000;
const VITAL_PATIENCE_MS = 12_000;
/** Below this many requests a late event loop is somebody else's doing, a busy machine for instance. */
const FEW = 16;
const LATE_MS = 200;

interface Waiter {
  readonly admit: () => void;
  readonly timer: NodeJS.Timeout;
}

/**
 * Refuses early what could not be served in time: a quick 503 costs next to nothing, so the work that was begun is finished. Checkout,
 * payments and webhooks have places of their own and a queue before them, so browsing never crowds them out.
 */
@Injectable()
export class Admission implements OnModuleInit, OnModuleDestroy {
  private ordinary = 0;
  private vital = 0;
  private readonly queue: Waiter[] = [];
  private lateness = 0;
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly config: Config) {}

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
    return this.ordinary + this.vital;
  }

  get queued(): number {
    return this.queue.length;
  }

  /** @throws Overloaded instead of letting the request in; who is let in must `leave` */
  async enter(vital: boolean): Promise<void> {
    if (vital) return this.enterVital();
    if (this.isFull(vital)) throw new Overloaded();
    this.ordinary += 1;
  }

  isFull(vital: boolean): boolean {
    if (vital) return this.queue.length >= VITAL_QUEUE;
    const late = this.ordinary >= FEW && this.lateness > LATE_MS;
    return late || this.ordinary >= ORDINARY_LIMIT;
  }

  leave(vital: boolean): void {
    if (!vital) {
      this.ordinary -= 1;
      return;
    }
    const next = this.queue.shift();
    if (next) next.admit();
    else this.vital -= 1;
  }

  private async enterVital(): Promise<void> {
    if (this.vital < this.config.databasePoolSize) {
      this.vital += 1;
      return;
    }
    if (this.queue.length >= VITAL_QUEUE) throw new Overloaded();
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => {
        this.queue.splice(this.queue.indexOf(waiter), 1);
        reject(new Overloaded());
      }, VITAL_PATIENCE_MS);
      const waiter: Waiter = {
        timer,
        admit: () => {
          clearTimeout(timer);
          resolve();
        },
      };
      this.queue.push(waiter);
    });
  }
}
