import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { Overloaded } from '../../../platform/http';

const AT_ONCE = 8;
const LONGEST_WAIT_MS = 3_000;
const LONGEST_QUEUE = 200;

/** At most eight hashes at once; who would wait too long is told to come back. */
@Injectable()
export class HashSlots {
  private free = AT_ONCE;
  private readonly queue: (() => void)[] = [];

  async run<T>(work: () => Promise<T>): Promise<T> {
    await this.enter();
    try {
      return await work();
    } finally {
      this.leave();
    }
  }

  private async enter(): Promise<void> {
    if (this.free > 0) {
      this.free -= 1;
      return;
    }
    if (this.queue.length >= LONGEST_QUEUE) throw new Overloaded();
    const giveUp = new AbortController();
    let admitted = (): void => undefined;
    const turn = new Promise<boolean>((resolve) => (admitted = () => resolve(true)));
    this.queue.push(admitted);
    const waited = sleep(LONGEST_WAIT_MS, false, { signal: giveUp.signal, ref: false }).catch(() => false);
    const mine = await Promise.race([turn, waited]);
    giveUp.abort();
    if (!mine) this.abandon(admitted);
  }

  /** The slot may have been handed over in the very tick the wait ended: then it goes to the next one. */
  private abandon(admitted: () => void): never {
    const place = this.queue.indexOf(admitted);
    if (place >= 0) this.queue.splice(place, 1);
    else this.leave();
    throw new Overloaded('Too many sign-ins at once; try again shortly.');
  }

  private leave(): void {
    const next = this.queue.shift();
    if (next) next();
    else this.free += 1;
  }
}
