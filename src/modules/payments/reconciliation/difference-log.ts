import { Injectable } from '@nestjs/common';
import { Clock } from '../../../platform/clock';
import { Database } from '../../../platform/database';
import { newId } from '../../../platform/ids';
import { subjectOf } from './difference-kinds';
import type { Finding } from './difference-kinds';
import { Difference } from './reconciliation.entity';
import type { Run } from './reconciliation-runs';

/** Differences that this run looked at and what became of them. */
export interface Outcome {
  readonly found: readonly Finding[];
  /** Those of `found` that are still there after healing. */
  readonly remaining: readonly Finding[];
}

/** Writes down what does not add up: one row from its first sight to its end, however many runs see it. */
@Injectable()
export class DifferenceLog {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** In the transaction that ends the run. */
  async write(run: Run, { found, remaining }: Outcome): Promise<void> {
    this.database.requireTransaction();
    const stay = new Map(remaining.map((finding) => [subjectOf(finding), finding]));
    for (const finding of found) {
      const subject = subjectOf(finding);
      await this.note(run, subject, stay.get(subject) ?? finding);
      if (!stay.has(subject)) await this.settle('healed', 'open_subject = ?', [subject]);
    }
    await this.resolveOthers(run, found);
  }

  private async note(run: Run, subject: string, finding: Finding): Promise<void> {
    const {
      kind,
      detail,
      occurredAt,
      gateway = null,
      gatewayId = null,
      paymentId = null,
      orderId = null,
      ours = null,
      theirs = null,
    } = finding;
    const amounts = { ours: ours?.amount ?? null, theirs: theirs?.amount ?? null };
    const seen = await this.database.execute(
      'UPDATE payments_difference SET last_run_id = ?, kind = ?, ours = ?, theirs = ?, detail = ?, heal_attempts = heal_attempts + 1 WHERE open_subject = ?',
      [run.id, kind, amounts.ours, amounts.theirs, detail.slice(0, 500), subject],
    );
    if (seen > 0) return;
    await this.database.repository(Difference).insert({
      ...{ id: newId('dif'), firstRunId: run.id, lastRunId: run.id, kind, subject, openSubject: subject, state: 'open' },
      ...{ gateway, gatewayId, paymentId, orderId, currency: (ours ?? theirs)?.currency ?? null, ...amounts, detail: detail.slice(0, 500) },
      ...{ healAttempts: 1, occurredAt, foundAt: this.clock.now(), settledAt: null },
    });
  }

  /** What earlier runs left open and this one did not find has come right elsewhere. A book that could not be read proves nothing. */
  private async resolveOthers(run: Run, found: readonly Finding[]): Promise<void> {
    const unread = found.flatMap(({ kind, gateway }) => (kind === 'not_checked' && gateway ? [gateway] : []));
    const except = unread.length > 0 ? ' AND (gateway IS NULL OR gateway NOT IN (?))' : '';
    await this.settle('resolved', `state = 'open' AND last_run_id <> ?${except}`, [run.id, ...(unread.length > 0 ? [unread] : [])]);
  }

  private async settle(state: 'healed' | 'resolved', where: string, params: readonly unknown[]): Promise<void> {
    await this.database.execute(`UPDATE payments_difference SET state = ?, open_subject = NULL, settled_at = ? WHERE ${where}`, [
      ...[state, this.clock.now()],
      ...params,
    ]);
  }
}
