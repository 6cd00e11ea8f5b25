import { Injectable, Logger } from '@nestjs/common';
import { ReconciliationDesk, subjectOf } from '../../payments';
import type { Finding, Run } from '../../payments';
import { Clock } from '../../../platform/clock';
import { Config } from '../../../platform/config';
import { Database } from '../../../platform/database';
import { Every } from '../../../platform/jobs';
import { Heal } from './heal';
import { OrderChecks } from './order-checks';
import type { Window } from './order-checks';

export interface Reconciled {
  readonly runId: string;
  readonly charges: number;
  readonly healed: readonly Finding[];
  readonly remaining: readonly Finding[];
}

/** Finds what does not add up, puts right what it can, looks again, and writes down the rest. */
@Injectable()
export class Reconcile {
  private readonly logger = new Logger('Reconciler');

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly config: Config,
    private readonly desk: ReconciliationDesk,
    private readonly orders: OrderChecks,
    private readonly healing: Heal,
  ) {}

  /** Takes up what staff asked for, and the regular run when it is due. */
  @Every({ name: 'checkout.reconcile', everyMs: 5_000 })
  async work(): Promise<void> {
    const run = await this.desk.beginNext(this.config.reconcileMinutes);
    if (run) await this.complete(run);
  }

  /** At once; null when another run is under way. `quietMs`: how long an answer may be under way before its lack is a difference. */
  async now(quietMs?: number): Promise<Reconciled | null> {
    const run = await this.desk.beginNow('command', quietMs);
    return run && this.complete(run);
  }

  private async complete(run: Run): Promise<Reconciled> {
    this.database.forbidTransaction();
    try {
      const { charges, findings } = await this.find(run);
      for (const finding of findings) await this.tryToHeal(run, finding);
      const remaining = findings.length === 0 ? [] : await this.stillThere(run, findings);
      await this.desk.conclude(run, charges, { found: findings, remaining });
      const stay = new Set(remaining.map(subjectOf));
      if (findings.length > 0) this.logger.warn({ run: run.id, found: findings.length, remaining: stay.size }, 'The books did not agree');
      return { runId: run.id, charges, healed: findings.filter((finding) => !stay.has(subjectOf(finding))), remaining };
    } catch (error) {
      await this.desk.fail(run, error);
      throw error;
    }
  }

  private async find(window: Window): Promise<{ readonly charges: number; readonly findings: readonly Finding[] }> {
    const { charges, findings } = await this.desk.find(window);
    const all = [...findings, ...(await this.orders.find(window))];
    return { charges, findings: [...new Map(all.map((finding) => [subjectOf(finding), finding])).values()] };
  }

  /** What was only in flight, or has been put right, is gone the second time. Up to now: healing has just touched its payments. */
  private async stillThere(run: Run, found: readonly Finding[]): Promise<readonly Finding[]> {
    await this.desk.stillMine(run);
    const before = new Set(found.map(subjectOf));
    const { findings } = await this.find({ since: run.since, until: this.clock.now() });
    return findings.filter((finding) => before.has(subjectOf(finding)));
  }

  private async tryToHeal(run: Run, finding: Finding): Promise<void> {
    await this.desk.stillMine(run);
    try {
      await this.healing.heal(finding);
    } catch (error) {
      this.logger.error({ err: error, run: run.id, difference: subjectOf(finding) }, 'A difference could not be healed');
    }
  }
}
