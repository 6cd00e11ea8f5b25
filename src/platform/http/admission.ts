import { performance } from 'node:perf_hooks';
import { Injectable } from '@nestjs/common';
import type { OnModuleDestroy, OnModuleInit } from '@nestjs/common';
import { Config } from '../config';
import { WAITING_PER_CONNECTION } from '../database';
import { AdaptiveLimit, MOST } from './adaptive-limit';
import { LoopTurn } from './loop-turn';
import type { Priority } from './priority';
import { Overloaded } from './problems';
import { Pulse } from './pulse';
import { WaitingLine } from './waiting-line';

/** Why somebody was not let in; a label of the metrics. */
export type RefusalReason = 'limit' | 'turn' | 'yield' | 'line' | 'patience' | 'gone' | 'bodies';

/** Of the limit: from which crowd on a priority is refused. The rest is kept for those above. */
const SHARE = { ordinary: 0.8, deferrable: 0.4 } as const;
/** So many things that can be put off go on at once while somebody is on the way to buy: hashes and searches take the processor from all others. */
const BESIDE_BUYERS = 2;
/** Or so many when there is no time left. */
const BESIDE_BUSY_BUYERS = 1;
/** Somebody who buys is still there for so long after an answer: the next step comes soon, and what was let in meanwhile would be in its way. */
const BUYERS_STAY_MS = 1_000;

/** Nobody starts while so many for each place wait who have started. */
const STARTING_LINE = 3;

/** Who may wait in line, in the order in which free places are given away. Somebody in a rush to buy is worth waiting for. */
const WAITING = ['vital', 'urgent', 'deferrable'] as const;
type Waiting = (typeof WAITING)[number];
const PATIENCE_MS: Readonly<Record<Waiting, number>> = { vital: 12_000, urgent: 5_000, deferrable: 3_000 };
/**
 * How many times its patience the last one in line may have to wait, by the pace of those before, and is still let into line. What can be put
 * off is rather told at once. Somebody who pays is not sent away on an estimate: a crowd begins slowly.
 */
const PROMISED: Readonly<Record<Waiting, number>> = { vital: 4, urgent: 2, deferrable: 0.2 };

/**
 * Refuses early what could not be served in time: a quick 503 costs next to nothing, so the work that was begun is finished. What is vital or
 * urgent has places of its own, one per connection to the database, and a line before them; everything else shares what the limit leaves.
 * So nobody is crowded out of paying by people who browse, nor by more who would like to begin.
 */
@Injectable()
export class Admission implements OnModuleInit, OnModuleDestroy {
  private readonly inside = { vital: 0, urgent: 0, ordinary: 0, deferrable: 0 };
  private readonly admitted: Record<Priority, number> = { vital: 0, urgent: 0, starting: 0, ordinary: 0, deferrable: 0 };
  private readonly refused = new Map<string, number>();
  private pagesAtTheDoor = 0;
  private readonly lines: Readonly<Record<Waiting, WaitingLine>> = {
    vital: new WaitingLine(PATIENCE_MS.vital, PROMISED.vital),
    urgent: new WaitingLine(PATIENCE_MS.urgent, PROMISED.urgent),
    deferrable: new WaitingLine(PATIENCE_MS.deferrable, PROMISED.deferrable),
  };
  private readonly limited: AdaptiveLimit;
  private readonly turn = new LoopTurn();
  private readonly pulse = new Pulse((delays) => {
    this.limited.observe(delays, this.most);
    this.most = this.current;
  });
  private most = 0;
  private buyersLeftAt = Number.NEGATIVE_INFINITY;

  constructor(private readonly config: Config) {
    this.limited = new AdaptiveLimit(Math.min(MOST, WAITING_PER_CONNECTION * config.databasePoolSize));
  }

  onModuleInit(): void {
    this.pulse.start();
  }

  onModuleDestroy(): void {
    this.pulse.stop();
  }

  get current(): number {
    return this.buyers + this.inside.ordinary + this.inside.deferrable;
  }

  get limit(): number {
    return this.limited.value;
  }

  /** While false, `refusalOf` refuses nobody, whatever they ask for. */
  get crowded(): boolean {
    const some = !this.hasPlace('deferrable') || !this.hasPlace('urgent');
    return some || this.turn.full || WAITING.some((priority) => this.lines[priority].length > 0);
  }

  /** Why a request of that priority would be refused now; undefined when it would be let in or may wait. */
  refusalOf(priority: Priority): RefusalReason | undefined {
    if (priority === 'starting' && this.lines.urgent.length >= STARTING_LINE * this.config.databasePoolSize) return 'yield';
    if ((priority === 'ordinary' || priority === 'deferrable') && this.turn.full) return 'turn';
    const line = lineOf(priority);
    return line ? this.refusalFromLine(line) : this.refusalWithoutLine();
  }

  /** Whoever may wait. A place for what can be put off comes when there is time again, and nobody knows when: it is told at once. */
  private refusalFromLine(line: Waiting): RefusalReason | undefined {
    if (this.hasPlace(line)) return undefined;
    if (line === 'deferrable' && this.buyersAround && this.pulse.exhausted) return 'yield';
    return this.lines[line].tooLong ? 'line' : undefined;
  }

  private refusalWithoutLine(): RefusalReason | undefined {
    if (this.current >= this.limit * SHARE.ordinary) return 'limit';
    const buyersWait = this.lines.vital.length + this.lines.urgent.length > 0;
    return buyersWait && this.pulse.exhausted ? 'yield' : undefined;
  }

  /** @throws Overloaded instead of letting the request in; who is let in must `leave` */
  async enter(priority: Priority): Promise<void> {
    const reason = this.refusalOf(priority);
    if (reason) throw this.refusal(priority, reason);
    const line = lineOf(priority);
    // Whoever is let in from a line is counted by who lets them in.
    if (line && (this.lines[line].length > 0 || !this.hasPlace(line))) {
      if (!(await this.lines[line].wait())) throw this.refusal(priority, 'patience');
    } else this.inside[line ?? 'ordinary'] += 1;
    this.turn.admit();
    this.admitted[priority] += 1;
    this.most = Math.max(this.most, this.current);
  }

  leave(priority: Priority): void {
    const place = lineOf(priority) ?? 'ordinary';
    this.inside[place] -= 1;
    if (place === 'vital' || place === 'urgent') this.buyersLeftAt = performance.now();
    for (const waiting of WAITING) {
      while (this.hasPlace(waiting) && this.lines[waiting].admitNext()) this.inside[waiting] += 1;
    }
  }

  /** Counts a refusal, wherever it is said. */
  count(priority: Priority, reason: RefusalReason): void {
    const key = `${priority} ${reason}`;
    this.refused.set(key, (this.refused.get(key) ?? 0) + 1);
  }

  /** Somebody was given what lies in memory instead of a refusal. */
  countPage(): void {
    this.pagesAtTheDoor += 1;
  }

  /** What has happened so far, for the metrics. */
  tally() {
    return {
      limit: this.limit,
      inside: { ...this.inside },
      admitted: { ...this.admitted },
      pagesAtTheDoor: this.pagesAtTheDoor,
      waiting: WAITING.map((priority) => ({ priority, length: this.lines[priority].length })),
      refused: [...this.refused].map(([key, count]) => {
        const [priority = '', reason = ''] = key.split(' ');
        return { priority, reason, count };
      }),
    };
  }

  private refusal(priority: Priority, reason: RefusalReason): Overloaded {
    this.count(priority, reason);
    return new Overloaded(undefined, { retryAfter: comeBack() });
  }

  /** When there is none, somebody is inside who will leave one. */
  private hasPlace(priority: Waiting): boolean {
    if (priority === 'vital') return this.inside.vital < this.config.databasePoolSize;
    if (priority === 'urgent') return this.inside.urgent < this.config.databasePoolSize;
    const beside = !this.buyersAround || this.inside.deferrable < (this.pulse.exhausted ? BESIDE_BUSY_BUYERS : BESIDE_BUYERS);
    return beside && this.current < this.limit * SHARE.deferrable;
  }

  private get buyers(): number {
    return this.inside.vital + this.inside.urgent;
  }

  private get buyersAround(): boolean {
    return this.buyers > 0 || performance.now() - this.buyersLeftAt < BUYERS_STAY_MS;
  }
}

/** Who starts stands in line with those who have; only earlier it is too long for them. */
function lineOf(priority: Priority): Waiting | undefined {
  return priority === 'starting' ? 'urgent' : priority === 'ordinary' ? undefined : priority;
}

let turns = 0;
const SPREAD_SECONDS = 2;

/** Seconds, not the same for everybody: those who were refused together must not come back together. */
export function comeBack(): number {
  turns += 1;
  return 1 + (turns % SPREAD_SECONDS);
}
