import { Injectable } from '@nestjs/common';
import { LessThan } from 'typeorm';
import { Database } from '../../../platform/database';
import { KeysetPages, NotFound } from '../../../platform/http';
import type { Page } from '../../../platform/http';
import type { ReconciliationQuery } from './reconciliation.dto';
import { Difference, Reconciliation } from './reconciliation.entity';

const MOST_DIFFERENCES = 500;

export interface ReconciliationReport {
  readonly run: Reconciliation;
  readonly differences: readonly Difference[];
}

/** What staff may read of it. */
@Injectable()
export class ReconciliationReports {
  constructor(
    private readonly database: Database,
    private readonly pages: KeysetPages,
  ) {}

  async list(query: ReconciliationQuery): Promise<Page<Reconciliation>> {
    const filter = query.state === undefined ? {} : { state: query.state };
    const runs = this.database.repository(Reconciliation);
    return this.pages.page(
      query,
      { list: 'reconciliations', ...filter },
      {
        list: (take, before) =>
          runs.find({ where: { ...filter, ...(before !== undefined && { id: LessThan(before) }) }, order: { id: 'DESC' }, take }),
        count: () => runs.countBy(filter),
      },
    );
  }

  async get(id: string): Promise<ReconciliationReport> {
    const run = await this.database.repository(Reconciliation).findOneBy({ id });
    if (!run) throw new NotFound('reconciliation');
    const where = [{ firstRunId: id }, { lastRunId: id }];
    const differences = await this.database.repository(Difference).find({ where, order: { id: 'DESC' }, take: MOST_DIFFERENCES });
    const open = differences.filter(({ state }) => state === 'open');
    return { run, differences: [...open, ...differences.filter(({ state }) => state !== 'open')] };
  }
}
