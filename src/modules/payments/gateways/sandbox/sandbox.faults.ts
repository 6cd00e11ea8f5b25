import { Injectable } from '@nestjs/common';
import { Clock } from '../../../../platform/clock';
import { Database } from '../../../../platform/database';
import { SandboxFault } from './sandbox.fault.entity';
import type { FaultKind, FaultOperation } from './sandbox.fault.entity';

export interface FaultRule {
  readonly operation: FaultOperation;
  readonly kind: FaultKind;
  readonly times: number;
  readonly delayMs: number;
  readonly paymentMethod: string | null;
}

/** A rule whose turn it was. */
export type DueFault = Pick<FaultRule, 'kind' | 'delayMs'>;

/** How a caller names the charge it is about. */
export interface FaultTarget {
  readonly paymentMethod?: string;
  readonly gatewayId?: string | null;
  readonly requestKey?: string;
}

interface Row {
  readonly id: string;
  readonly kind: FaultKind;
  readonly delay_ms: number;
}

/** How long a process goes on without asking again, once it has heard that the script is empty. */
export const QUIET_MS = 500;
/** For those who ask the database something anyway. */
export const ANY_FAULT = 'EXISTS (SELECT 1 FROM payments_sandbox_fault WHERE remaining > 0)';

/** The script of what goes wrong. Each line counts down in the database, so that any number of processes play it once. */
@Injectable()
export class SandboxFaults {
  /** Nearly always the script is empty. Another process hears of a new one up to `QUIET_MS` later. */
  private quietUntil = 0;
  private scripts = 0;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  async replace(rules: readonly FaultRule[]): Promise<void> {
    await this.database.transaction(async () => {
      await this.clear();
      const createdAt = this.clock.now();
      const rows = rules.map(({ times: remaining, ...rule }) => ({ ...rule, remaining, createdAt }));
      if (rows.length > 0) await this.database.repository(SandboxFault).insert(rows);
    });
    this.scripts += 1;
    this.quietUntil = 0;
  }

  async left(): Promise<readonly FaultRule[]> {
    const rows = await this.database.repository(SandboxFault).find({ order: { id: 'ASC' } });
    return rows
      .filter(({ remaining }) => remaining > 0)
      .map(({ operation, kind, remaining: times, delayMs, paymentMethod }) => ({ operation, kind, times, delayMs, paymentMethod }));
  }

  async clear(): Promise<void> {
    await this.database.execute('DELETE FROM payments_sandbox_fault');
  }

  /** Takes the next fault of these kinds for such a call, if there is one. */
  async next(operation: FaultOperation, kinds: readonly FaultKind[], target: FaultTarget): Promise<DueFault | null> {
    if (await this.isQuiet()) return null;
    for (;;) {
      const row = await this.first(operation, kinds, target);
      if (!row) return null;
      const taken = await this.database.execute(
        'UPDATE payments_sandbox_fault SET remaining = remaining - 1 WHERE id = ? AND remaining > 0',
        [row.id],
      );
      if (taken === 1) return { kind: row.kind, delayMs: row.delay_ms };
    }
  }

  /** Whoever asks for faults begins here, and tells what the answer was: a script that has come meanwhile is looked for again. */
  beginToAsk(): (any: boolean) => void {
    const { scripts } = this;
    const asked = performance.now();
    return (any) => {
      if (!any && scripts === this.scripts) this.quietUntil = Math.max(this.quietUntil, asked + QUIET_MS);
    };
  }

  private async isQuiet(): Promise<boolean> {
    if (performance.now() < this.quietUntil) return true;
    const note = this.beginToAsk();
    const [row] = await this.database.query<{ faulty: number | string }>(`SELECT ${ANY_FAULT} AS faulty`);
    const any = Number(row?.faulty) === 1;
    note(any);
    return !any;
  }

  private async first(operation: FaultOperation, kinds: readonly FaultKind[], target: FaultTarget): Promise<Row | undefined> {
    const { paymentMethod = null, gatewayId = null, requestKey = null } = target;
    const [row] = await this.database.query<Row>(
      `SELECT fault.id, fault.kind, fault.delay_ms FROM payments_sandbox_fault fault
       WHERE fault.operation = ? AND fault.kind IN (?) AND fault.remaining > 0
         AND (fault.payment_method IS NULL OR fault.payment_method = COALESCE(?,
           (SELECT charge.payment_method FROM payments_sandbox_charge charge WHERE charge.id = ?),
           (SELECT charge.payment_method FROM payments_sandbox_charge charge WHERE charge.request_key = ?)))
       ORDER BY fault.id LIMIT 1`,
      [operation, kinds, paymentMethod, gatewayId, requestKey],
    );
    return row;
  }
}
