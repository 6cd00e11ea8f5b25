import { Injectable, Logger } from '@nestjs/common';
import type { OnModuleInit } from '@nestjs/common';
import { Clock } from '../../../platform/clock';
import { Database } from '../../../platform/database';
import { Metrics } from '../../../platform/observability';
import { DIFFERENCE_KINDS } from './difference-kinds';

/** Read from the database when they are asked for, so every process tells the same. */
@Injectable()
export class ReconciliationMetrics implements OnModuleInit {
  private readonly logger = new Logger('Reconciler');

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly metrics: Metrics,
  ) {}

  onModuleInit(): void {
    this.metrics.gauge(
      'portico_payments_differences',
      'Open differences between our books, the gateways and the orders.',
      ['kind'],
      (gauge) =>
        this.reading(async () => {
          const rows = await this.database.query<{ kind: string; n: unknown }>(
            `SELECT kind, COUNT(*) AS n FROM payments_difference WHERE state = 'open' GROUP BY kind`,
          );
          for (const kind of DIFFERENCE_KINDS) gauge.set({ kind }, Number(rows.find((row) => row.kind === kind)?.n ?? 0));
        }),
    );
    this.metrics.gauge(
      'portico_payments_reconciled_timestamp_seconds',
      'When the last complete reconciliation ended; 0 before the first.',
      [],
      (gauge) =>
        this.reading(async () => {
          const at = await this.moment(`SELECT MAX(finished_at) AS at FROM payments_reconciliation WHERE state = 'completed'`);
          gauge.set((at?.getTime() ?? 0) / 1000);
        }),
    );
    this.metrics.gauge(
      'portico_payments_oldest_unknown_seconds',
      'Age of the oldest payment whose outcome is unknown; 0 when there is none.',
      [],
      (gauge) =>
        this.reading(async () => {
          const at = await this.moment(`SELECT MIN(updated_at) AS at FROM payments_payment WHERE status IN ('processing', 'unknown')`);
          gauge.set(at ? Math.max(0, this.clock.now().getTime() - at.getTime()) / 1000 : 0);
        }),
    );
  }

  private async moment(sql: string): Promise<Date | null> {
    const [row] = await this.database.query<{ at: Date | null }>(sql);
    return row?.at ?? null;
  }

  /** The other metrics are worth having while the database is away. */
  private async reading(read: () => Promise<void>): Promise<void> {
    await read().catch((error: unknown) => this.logger.warn({ err: error }, 'A metric could not be read'));
  }
}
