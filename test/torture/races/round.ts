import { setTimeout as sleep } from 'node:timers/promises';
import { newId } from '../../../src/platform/ids';
import { makeProduct } from '../../support/shopping';
import type { SeededRandom } from '../seeded-random';
import type { Ground } from './ground';
import { CountedClient, Tally } from './tally';

const SETUP_AT_ONCE = 8;

interface Session {
  readonly accessToken: string;
  readonly refreshToken: string;
}
export interface Customer {
  readonly accountId: string;
  readonly refreshToken: string;
  as(index: number): CountedClient;
}

/** One race being run: its clients, its chances, and its notes. */
export class Round {
  readonly tally = new Tally();
  readonly rows = this.ground.rows;

  constructor(
    readonly ground: Ground,
    readonly random: SeededRandom,
  ) {}

  /** The two processes in turn. Each client comes from an address of its own, as shoppers do. */
  client(index: number): CountedClient {
    const { urls } = this.ground;
    const address = `10.${this.random.integer(250)}.${this.random.integer(250)}.${1 + this.random.integer(250)}`;
    return new CountedClient(urls[index % urls.length] ?? '', this.tally, { 'x-forwarded-for': address });
  }

  manager(index: number): CountedClient {
    return this.client(index).with({ authorization: this.ground.staff });
  }

  /** Somebody new who has just signed in: the account is a copy of the demo shopper's. */
  async customer(): Promise<Customer> {
    const [shopper = {}] = await this.rows.find<Record<string, unknown>>('SELECT * FROM auth_account WHERE email_canonical = ?', [
      'shopper@example.com',
    ]);
    const accountId = newId('cus');
    const email = `${accountId.toLowerCase()}-${this.random.token()}@example.com`;
    await this.rows.copy('auth_account', shopper, [{ id: accountId, email, email_canonical: email }]);
    const { body } = await this.client(0).post<Session>('/v1/auth/login', { body: { email, password: 'portico demo passphrase' } });
    const authorization = `Bearer ${body.accessToken}`;
    return { accountId, refreshToken: body.refreshToken, as: (index) => this.client(index).with({ authorization }) };
  }

  check(holds: boolean, sentence: string): void {
    this.tally.check(holds, sentence);
  }

  /** A published product with one variant. */
  async product(onHand: number, amount = 500 + this.random.integer(20_000)): Promise<string> {
    return (await makeProduct(this.manager(this.random.integer(2)), onHand, amount)).variantId;
  }

  products(count: number, onHand: (index: number) => number): Promise<string[]> {
    return this.inTurn(count, (index) => this.product(onHand(index)));
  }

  /** For setting up: some at once, so that nobody is turned away. */
  async inTurn<T>(count: number, make: (index: number) => Promise<T>): Promise<T[]> {
    const made: T[] = [];
    for (let start = 0; start < count; start += SETUP_AT_ONCE) {
      const some = Array.from({ length: Math.min(SETUP_AT_ONCE, count - start) }, (_, offset) => make(start + offset));
      made.push(...(await Promise.all(some)));
    }
    return made;
  }

  /** All at once, or within a few milliseconds, as chance has it. Waits for all, then throws what the first failed one threw. */
  async atOnce<T>(tasks: readonly (() => Promise<T>)[]): Promise<T[]> {
    const spread = this.random.pick([0, 0, 4, 12, 40]);
    const starts = tasks.map(() => this.random.integer(spread + 1));
    const run = async (task: () => Promise<T>, index: number): Promise<T> => {
      if (spread > 0) await sleep(starts[index]);
      return task();
    };
    const results = await Promise.allSettled(tasks.map(run));
    return results.map((result) => {
      if (result.status === 'rejected') throw result.reason;
      return result.value;
    });
  }

  times<T>(count: number, make: (index: number) => () => Promise<T>): (() => Promise<T>)[] {
    return Array.from({ length: count }, (_, index) => make(index));
  }
}
