import { Injectable } from '@nestjs/common';
import type { OnModuleDestroy, OnModuleInit } from '@nestjs/common';
import { Config } from '../config';
import { AdaptiveLimit } from './adaptive-limit';
import { LoopTurn } from './loop-turn';
import type { Priority } from './priority';
import { Overloaded } from './problems';
import { Pulse } from './pulse';
import { WaitingLine } from './waiting-line';

/** Why somebody was not let in; a label of the metrics. */
export type RefusalReason = 'limit' | 'turn' | 'yield' | 'line' | 'patience' | 'gone' | 'bodies';

/** Of the limit: from which crowd on a priority is refused. The rest is kept for those above. */
const SHARE = { ordinary: 0.8, deferrable: 0.4 } as const;
/** Somebody in a rush to buy is worth waiting for; the deadline leaves two seconds for the work itself. */
const VITAL_PATIENCE_MS = 12_000;
const URGENT_PATIENCE_MS = 5_000;

/**
 * Refuses early what could not be served in time: a quick 503 costs next to nothing, so the work that was begun is finished. What is vital or
 * urgent has places of its own, one per connection to the database, and a line before them; everything else shares what the limit leaves,
 * and is refused instead of waiting. So nobody is crowded out of paying by people who browse.
 */
@Injectable()
export class Admission implements OnModuleInit, OnModuleDestroy {
  private readonly inside: Record<Priority, number> = { vital: 0, urgent: 0, ordinary: 0, deferrable: 0 };
  private readonly lines = { vital: new WaitingLine(VITAL_PATIENCE_MS), urgent: new WaitingLine(URGENT_PATIENCE_MS) };
  private readonly limited = new AdaptiveLimit();
  private readonly turn = new LoopTurn();
  private readonly pulse = new Pulse((delays) => {
    this.limited.observe(delays, this.most);
    this.most = this.current;
  });
  private most = 0;
  private readonly admitted: Record<Priority, number> = { vital: 0, urgent: 0, ordinary: 0, deferrable: 0 };
  private readonly refused = new Map<string, number>();

  constructor(private readonly config: Config) {}

  onModuleInit(): void {
    this.pulse.start();
  }

  onModuleDestroy(): void {
    this.pulse.stop();
  }

  get current(): number {
    const { vital, urgent, ordinary, deferrable } = this.inside;
    return vital + urgent + ordinary + deferrable;
  }

  get limit(): number {
    return this.limited.value;
  }

  /** While false, nobody is refused whatever they ask for. */
  get crowded(): boolean {
    return this.current >= this.limit * SHARE.deferrable || this.turn.full || this.waiting > 0;
  }

  /** Why a request of that priority would be refused now; undefined when it would be let in or may wait. */
  refusalOf(priority: Priority): RefusalReason | undefined {
    if (priority === 'vital' || priority === 'urgent') return this.hasPlace(priority) || !this.lines[priority].tooLong ? undefined : 'line';
    if (this.current >= this.limit * SHARE[priority]) return 'limit';
    if (this.waiting > 0 && this.pulse.exhausted) return 'yield';
    return this.turn.full ? 'turn' : undefined;
  }

  /** @throws Overloaded instead of letting the request in; who is let in must `leave` */
  async enter(priority: Priority): Promise<void> {
    const reason = this.refusalOf(priority);
    if (reason) throw this.refusal(priority, reason);
    if ((priority === 'vital' || priority === 'urgent') && !this.hasPlace(priority)) {
      // Whoever leaves hands the place over, so it is counted already.
      if (!(await this.lines[priority].wait())) throw this.refusal(priority, 'patience');
    } else this.inside[priority] += 1;
    this.turn.admit();
    this.admitted[priority] += 1;
    this.most = Math.max(this.most, this.current);
  }

  leave(priority: Priority): void {
    const handedOver = (priority === 'vital' || priority === 'urgent') && this.lines[priority].admitNext();
    if (!handedOver) this.inside[priority] -= 1;
  }

  /** Counts a refusal, wherever it is said. */
  count(priority: Priority, reason: RefusalReason): void {
    const key = `${priority} ${reason}`;
    this.refused.set(key, (this.refused.get(key) ?? 0) + 1);
  }

  /** What has happened so far, for the metrics. */
  tally() {
    return {
      limit: this.limit,
      inside: { ...this.inside },
      admitted: { ...this.admitted },
      waiting: { vital: this.lines.vital.length, urgent: this.lines.urgent.length },
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

  private hasPlace(priority: 'vital' | 'urgent'): boolean {
    return this.inside[priority] < this.config.databasePoolSize;
  }

  private get waiting(): number {
    return this.lines.vital.length + this.lines.urgent.length;
  }
}

let turns = 0;
const SPREAD_SECONDS = 3;

/** Seconds, not the same for everybody: those who were refused together must not come back together. */
export function comeBack(): number {
  turns += 1;
  return 1 + (turns % SPREAD_SECONDS);
}
