import { Client } from '../../support/client';
import type { Answer, Options } from '../../support/client';

const SHOWN = 8;

export interface CodedBody {
  readonly code?: string;
}

/** `201`, or `409 cart/closed`: what an answer was, in one word or two. */
export function label({ status, body }: Answer<unknown>): string {
  const code = typeof body === 'object' && body !== null && 'code' in body && status >= 400 ? ` ${String(body.code)}` : '';
  return `${status}${code}`;
}

export function countBy(names: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}

/** Counts every request of a round and collects what was not right. */
export class Tally {
  readonly violations: string[] = [];
  readonly figures: Record<string, number> = { requests: 0, fivexx: 0 };

  add(figure: string, by = 1): void {
    this.figures[figure] = (this.figures[figure] ?? 0) + by;
  }

  check(holds: boolean, sentence: string): void {
    if (!holds) this.violations.push(sentence);
  }

  /** Every answer must be one of these. */
  allow(what: string, answers: readonly Answer<unknown>[], labels: readonly string[]): void {
    const others = Object.entries(countBy(answers.map(label))).filter(([name]) => !labels.includes(name));
    this.check(others.length === 0, `${what} was answered ${others.map(([name, count]) => `${count} x ${name}`).join(', ')}`);
  }

  /** Every request is counted; no answer may be a 5xx. */
  count(method: string, path: string, answer: Answer<unknown>): void {
    this.add('requests');
    if (answer.status < 500) return;
    this.add('fivexx');
    if (this.violations.length < SHOWN)
      this.violations.push(`${method} ${path} was answered ${label(answer)}: ${JSON.stringify(answer.body).slice(0, 300)}`);
  }
}

/** A client whose answers are counted. */
export class CountedClient extends Client {
  constructor(
    url: string,
    private readonly tally: Tally,
    private readonly own: Readonly<Record<string, string>> = {},
  ) {
    super(url, own);
  }

  override with(headers: Readonly<Record<string, string>>): CountedClient {
    return new CountedClient(this.url, this.tally, { ...this.own, ...headers });
  }

  override async send<T>(method: string, path: string, options: Options): Promise<Answer<T>> {
    const answer = await super.send<T>(method, path, options);
    this.tally.count(method, path, answer);
    return answer;
  }
}
