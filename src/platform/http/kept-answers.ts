import type { IncomingHttpHeaders } from 'node:http';
import { performance } from 'node:perf_hooks';
import { Injectable, Optional } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { Changes } from '../changes';
import { Config } from '../config';
import { asFarAsRead, chooseLocale } from './accept-language';
import { KeptAnswer } from './kept-answer';

const MAX_BYTES = 32 * 1024 * 1024;
/** No answer may crowd out hundreds of others. */
const MAX_ANSWER_BYTES = 512 * 1024;
/** Longer addresses are hardly asked for twice. */
const MAX_KEY = 1_024;
/** For what follows from the clock alone, such as a product that appears at its moment. */
export const TTL_MS = 5_000;
/** The same where the choice is between a page and none. A job announces those moments too, every second; only where it is late this can be seen. */
const RUSH_TTL_MS = 60_000;
/** As long as an answer may be in the making: a change of so long ago is in it. */
const REMEMBERED_MS = 30_000;

/** An answer being made; whoever wants the same waits for it. */
export interface Flight {
  readonly key: string;
  readonly since: number;
  readonly landed: Promise<KeptAnswer | undefined>;
  readonly land: (answer?: KeptAnswer) => void;
}

/**
 * Public answers, kept in memory by the address that asks for them. Each names the topics it depends on; `Changes` brings the news of them
 * from all processes, and while it has none, nothing is served from here.
 */
@Injectable()
export class KeptAnswers {
  private readonly answers = new LRUCache<string, KeptAnswer>({
    maxSize: MAX_BYTES,
    maxEntrySize: MAX_ANSWER_BYTES,
    ttl: RUSH_TTL_MS,
    sizeCalculation: (answer, key) => answer.size + 2 * key.length,
    dispose: (answer, key) => this.unlink(answer, key),
  });
  private readonly keysByTopic = new Map<string, Set<string>>();
  private readonly flights = new Map<string, Flight>();
  private readonly changedAt = new LRUCache<string, number>({ max: 100_000, ttl: REMEMBERED_MS });
  private missedAt = -Infinity;

  constructor(
    private readonly config: Config,
    // Without news of changes, as where there is no database, nothing is kept.
    @Optional() private readonly changes?: Changes,
  ) {
    changes?.listen({ changed: (topics) => this.forget(topics), missed: () => this.forgetAll() });
  }

  /** Whether answers may be served from here, and are worth keeping. */
  get open(): boolean {
    return this.config.catalogCache === 'on' && this.changes?.current === true;
  }

  /** The address with everything else that the answer depends on; undefined when it is too long to be kept. */
  keyOf(url: string, varies: readonly string[], headers: IncomingHttpHeaders): string | undefined {
    const parts = varies.map((name) => (name === 'accept-language' ? this.languageFor(headers[name]) : String(headers[name] ?? '')));
    const key = [url, ...parts].join('\n');
    return key.length <= MAX_KEY ? key : undefined;
  }

  find(key: string): KeptAnswer | undefined {
    const answer = this.answers.get(key);
    return answer && performance.now() - answer.madeAt <= TTL_MS ? answer : undefined;
  }

  /** Also what is too old to be shown while there is time to make another. */
  findInRush(key: string): KeptAnswer | undefined {
    return this.answers.get(key);
  }

  /** The answer that somebody is making already. */
  awaited(key: string): Promise<KeptAnswer | undefined> | undefined {
    return this.flights.get(key)?.landed;
  }

  /** Whoever begins must land, with or without an answer. */
  begin(key: string): Flight {
    let settle: (answer?: KeptAnswer) => void = () => undefined;
    const landed = new Promise<KeptAnswer | undefined>((resolve) => (settle = resolve));
    let over = false;
    const flight: Flight = {
      key,
      since: performance.now(),
      landed,
      land: (answer) => {
        // A handler may run on after its request is over, for longer than changes are remembered.
        if (over) return;
        over = true;
        if (this.flights.get(key) === flight) this.flights.delete(key);
        settle(answer && this.keep(flight, answer) ? answer : undefined);
      },
    };
    this.flights.set(key, flight);
    return flight;
  }

  /** Browsers say in hundreds of ways what they like best; only the language that it comes to makes another answer. */
  private languageFor(header: string | undefined): string {
    const { locales, defaultLocale } = this.config;
    return locales.length === 1 ? defaultLocale : (chooseLocale(locales, undefined, asFarAsRead(header)) ?? defaultLocale);
  }

  /** What has changed while the answer was made may be missing from it. */
  private keep({ key, since }: Flight, answer: KeptAnswer): boolean {
    const stale = this.missedAt >= since || answer.topics.some((topic) => (this.changedAt.get(topic) ?? -Infinity) >= since);
    if (stale) return false;
    this.answers.set(key, answer);
    if (this.answers.has(key)) for (const topic of answer.topics) this.link(topic, key);
    return true;
  }

  private forget(topics: readonly string[]): void {
    const now = performance.now();
    for (const topic of topics) {
      this.changedAt.set(topic, now);
      for (const key of [...(this.keysByTopic.get(topic) ?? [])]) this.answers.delete(key);
    }
  }

  private forgetAll(): void {
    this.missedAt = performance.now();
    this.answers.clear();
  }

  private link(topic: string, key: string): void {
    const keys = this.keysByTopic.get(topic) ?? new Set();
    this.keysByTopic.set(topic, keys.add(key));
  }

  private unlink({ topics }: KeptAnswer, key: string): void {
    for (const topic of topics) {
      const keys = this.keysByTopic.get(topic);
      keys?.delete(key);
      if (keys?.size === 0) this.keysByTopic.delete(topic);
    }
  }
}
