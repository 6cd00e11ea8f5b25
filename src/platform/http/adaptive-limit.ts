/** Below so many requests a late event loop is somebody else's doing, a busy machine for instance. */
const LEAST = 32;
export const MOST = 256;
const START = 64;
/** The limit is in use when so much of it is; an idle server proves nothing about a higher one. */
const IN_USE = 0.7;
/** What everybody waits at least, in milliseconds, before there are too many in the house. */
const LATE_LOOP = 25;
const LATE_POOL = 60;

/** The shortest waits of the last moment: for the event loop, and for a connection to the database. */
export interface Delays {
  readonly loop: number;
  readonly pool: number;
}

/**
 * How many requests the house holds at once, found by trying: a little more while nobody has to wait, a tenth less when everybody does (AIMD).
 * Waiting is what is looked at, not how long requests take: a long request is no sign of a queue. And the shortest wait, as CoDel does,
 * because one pause for the garbage is no queue either.
 */
export class AdaptiveLimit {
  private limit: number;
  private readonly least: number;

  /** `most` is how many have room further on: whoever is let in beyond that is refused there, after most of the work. */
  constructor(private readonly most = MOST) {
    this.limit = Math.min(START, most);
    this.least = Math.min(LEAST, most);
  }

  get value(): number {
    return Math.floor(this.limit);
  }

  observe({ loop, pool }: Delays, mostInside: number): void {
    if (loop > LATE_LOOP || pool > LATE_POOL) this.limit = Math.max(this.least, this.limit * 0.9);
    else if (mostInside >= this.limit * IN_USE) this.limit = Math.min(this.most, this.limit * 1.05 + 1);
  }
}
