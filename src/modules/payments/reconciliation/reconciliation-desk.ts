import { Injectable } from '@nestjs/common';
import { Database } from '../../../platform/database';
import type { BookWindow } from '../compare-books';
import { DifferenceLog } from './difference-log';
import type { Outcome } from './difference-log';
import { GatewayChecks } from './gateway-checks';
import type { GatewayFindings } from './gateway-checks';
import { OwnChecks } from './own-checks';
import { ReconciliationRuns } from './reconciliation-runs';
import type { Run } from './reconciliation-runs';
import type { RunStarter } from './reconciliation.entity';
import { TakenMoney } from './taken-money';
import type { HeldMoney, OrderInBooks } from './taken-money';

/** What the checkout needs to reconcile: it adds what only orders can tell, heals, and says how it went. */
@Injectable()
export class ReconciliationDesk {
  constructor(
    private readonly database: Database,
    private readonly runs: ReconciliationRuns,
    private readonly gateways: GatewayChecks,
    private readonly own: OwnChecks,
    private readonly money: TakenMoney,
    private readonly log: DifferenceLog,
  ) {}

  /** The next run that is asked for or due; null when there is none, or another process is at it. */
  async beginNext(everyMinutes: number): Promise<Run | null> {
    if (everyMinutes > 0) await this.runs.requestWhenDue(everyMinutes);
    return this.runs.beginWaiting();
  }

  /** Null when another run is under way. */
  beginNow(startedBy: RunStarter, quietMs?: number): Promise<Run | null> {
    return this.runs.beginNow(startedBy, quietMs);
  }

  /** @throws Error when this run was given up for dead */
  stillMine(run: Run): Promise<void> {
    return this.runs.stillMine(run);
  }

  /** What does not add up between us and the gateways, and inside our own payments. */
  async find(window: Required<BookWindow>): Promise<GatewayFindings> {
    const { charges, findings } = await this.gateways.find(window);
    return { charges, findings: [...findings, ...(await this.own.find(window))] };
  }

  heldMoney(window: Required<BookWindow>, after: string): Promise<readonly HeldMoney[]> {
    return this.money.held(window, after);
  }

  ordersInBooks(orderIds: readonly string[]): Promise<ReadonlyMap<string, OrderInBooks>> {
    return this.money.ofOrders(orderIds);
  }

  async conclude(run: Run, charges: number, outcome: Outcome): Promise<void> {
    const [found, remaining] = [outcome.found.length, outcome.remaining.length];
    await this.database.transaction(async () => {
      await this.runs.finish(run, { charges, found, healed: found - remaining, remaining });
      await this.log.write(run, outcome);
    });
  }

  fail(run: Run, error: unknown): Promise<void> {
    return this.runs.fail(run, error);
  }
}
