import type { Answer } from '../../support/client';

/** No answer of the shop may take longer, whatever the database does: 12 s in line and 14 s of work, and room for a busy machine. */
export const ANSWER_MS = 30_000;
const SHOWN = 8;

/** What the shoppers of a round were told, and when. */
export class Journal {
  readonly violations: string[] = [];
  private readonly counts = { requests: 0, fivexx: 0, refused: 0, conflicts: 0, orders: 0 };
  private readonly successes: number[] = [];
  private readonly refusals: number[] = [];
  private slowest = 0;

  violation(sentence: string): void {
    if (this.violations.length < SHOWN) this.violations.push(sentence);
  }

  /** Writes an answer down; true when it is one to come back after. */
  note(what: string, answer: Answer<unknown>, took: number, wanted: readonly number[]): 'done' | 'again' | 'wrong' {
    this.counts.requests += 1;
    this.slowest = Math.max(this.slowest, took);
    if (wanted.includes(answer.status)) {
      this.successes.push(Date.now());
      return 'done';
    }
    this.refusals.push(Date.now());
    const mayRepeat = answer.headers.has('retry-after');
    if (answer.status === 503 && mayRepeat) this.counts.refused += 1;
    else if (answer.status === 409 && mayRepeat) this.counts.conflicts += 1;
    else return this.wrong(what, answer);
    return 'again';
  }

  ordered(): void {
    this.counts.orders += 1;
  }

  /** Successes per second between two moments. */
  rate(from: number, to: number): number {
    return (this.successes.filter((moment) => moment >= from && moment < to).length * 1_000) / (to - from);
  }

  refusedBetween(from: number, to: number): boolean {
    return this.refusals.some((moment) => moment >= from && moment < to);
  }

  get figures(): Record<string, number> {
    const { requests, refused, conflicts, orders } = this.counts;
    return {
      requests,
      fivexx: this.counts.fivexx,
      '503 with Retry-After': refused,
      '409 with Retry-After': conflicts,
      orders,
      'slowest answers ms': this.slowest,
    };
  }

  private wrong(what: string, { status, body }: Answer<unknown>): 'wrong' {
    if (status >= 500) this.counts.fivexx += 1;
    this.violation(`${what} was answered ${status}: ${JSON.stringify(body)?.slice(0, 300)}`);
    return 'wrong';
  }
}
