import { Injectable } from '@nestjs/common';
import { Clock } from '../../../platform/clock';
import { Database } from '../../../platform/database';
import { CursorCodec, NotFound, pageOf } from '../../../platform/http';
import type { Page } from '../../../platform/http';
import { toInteger } from '../../../platform/money';
import { Random } from '../../../platform/random';
import type { RowProblem } from './csv-records';
import { CatalogImport, CatalogImportProblem, MAX_PROBLEMS } from './import.entity';
import type { FileFormat } from './file-format';
import { IMPORT_OUTCOMES, LostClaim } from './product-import';
import type { ProductResult } from './product-import';

const LEASE = 'UTC_TIMESTAMP(3) + INTERVAL 20 SECOND';
const MAX_ATTEMPTS = 5;
const MAX_PROBLEM_LENGTH = 1000;

export interface NewImport {
  readonly id: string;
  readonly format: FileFormat;
  readonly dryRun: boolean;
  readonly currency: string;
  readonly fileName: string;
  readonly fileSize: number;
  readonly createdBy: string | null;
}

export interface ImportReport {
  readonly job: CatalogImport;
  readonly rows: readonly RowProblem[];
}

/** Import jobs and who works on them. Every write of a worker states its claim, so one that was overtaken changes nothing any more. */
@Injectable()
export class ImportJobStore {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly random: Random,
    private readonly cursors: CursorCodec,
  ) {}

  async add(job: NewImport): Promise<void> {
    await this.database.repository(CatalogImport).insert({ ...job, status: 'pending', createdAt: this.clock.now() });
  }

  /** @throws NotFound */
  async get(id: string): Promise<ImportReport> {
    const job = await this.database.repository(CatalogImport).findOneBy({ id });
    if (!job) throw new NotFound('import');
    return { job, rows: await this.problems(id) };
  }

  async page(limit: number, withTotal: boolean, cursor?: string): Promise<Page<CatalogImport>> {
    const scope = { list: 'imports' };
    const [before] = cursor === undefined ? [] : this.cursors.decode(cursor, scope);
    const query = this.database
      .repository(CatalogImport)
      .createQueryBuilder('i')
      .orderBy('i.id', 'DESC')
      .limit(limit + 1);
    const rows = await (before === undefined ? query : query.where('i.id < :before', { before })).getMany();
    const total = withTotal ? await this.database.repository(CatalogImport).count() : undefined;
    return pageOf(rows, limit, (last) => this.cursors.encode([last.id], scope), total);
  }

  /** The oldest job that waits, or whose worker has gone silent. */
  async claim(): Promise<CatalogImport | null> {
    const free = `(status = 'pending' OR (status = 'running' AND lease_until < UTC_TIMESTAMP(3)))`;
    const waiting = await this.database.query(`SELECT id FROM catalog_import WHERE ${free} LIMIT 1`);
    if (waiting.length === 0) return null;
    const claimedBy = this.random.token();
    await this.database.execute(
      `UPDATE catalog_import SET status = 'running', claimed_by = ?, lease_until = ${LEASE}, attempts = attempts + 1,
         started_at = COALESCE(started_at, ?)
       WHERE ${free} ORDER BY id LIMIT 1`,
      [claimedBy, this.clock.now()],
    );
    return this.database.repository(CatalogImport).findOneBy({ claimedBy });
  }

  hasTriedTooOften(job: CatalogImport): boolean {
    return job.attempts > MAX_ATTEMPTS;
  }

  /** @throws LostClaim when somebody else has the job now */
  async renew(job: CatalogImport): Promise<void> {
    await this.guarded(job, `lease_until = ${LEASE}`);
  }

  async setTotal(job: CatalogImport, total: number): Promise<void> {
    await this.guarded(job, 'total = ?', [total]);
  }

  /** In the transaction of the products. A step forward is no failed attempt, so only one without any progress counts. */
  async record(job: CatalogImport, results: readonly ProductResult[]): Promise<void> {
    this.database.requireTransaction();
    const kept = await this.addProblems(
      job,
      results.flatMap(({ problems }) => problems),
    );
    const counts = IMPORT_OUTCOMES.map((outcome) => results.filter((result) => result.outcome === outcome).length);
    await this.guarded(
      job,
      `processed = processed + ?, ${IMPORT_OUTCOMES.map((outcome) => `${outcome} = ${outcome} + ?`).join(', ')},
       problems = problems + ?, attempts = 1, lease_until = ${LEASE}`,
      [results.length, ...counts, kept],
    );
  }

  async complete(job: CatalogImport): Promise<void> {
    await this.finish(job, 'completed');
  }

  async fail(job: CatalogImport, problem: RowProblem): Promise<void> {
    await this.database.transaction(async () => {
      await this.guarded(job, 'problems = problems + ?', [await this.addProblems(job, [problem])]);
      await this.finish(job, 'failed');
    });
  }

  /** At shutdown: the next worker goes on where this one stopped. */
  async putBack(job: CatalogImport): Promise<void> {
    await this.guarded(job, `status = 'pending', claimed_by = NULL, lease_until = NULL, attempts = 0`);
  }

  private async finish(job: CatalogImport, status: 'completed' | 'failed'): Promise<void> {
    await this.guarded(job, 'status = ?, finished_at = ?, claimed_by = NULL, lease_until = NULL', [status, this.clock.now()]);
  }

  private async guarded(job: CatalogImport, assignments: string, params: readonly unknown[] = []): Promise<void> {
    const matched = await this.database.execute(`UPDATE catalog_import SET ${assignments} WHERE id = ? AND claimed_by = ?`, [
      ...params,
      job.id,
      job.claimedBy,
    ]);
    if (matched !== 1) throw new LostClaim(`Import ${job.id} is not ours any more`);
  }

  private async addProblems(job: CatalogImport, problems: readonly RowProblem[]): Promise<number> {
    if (problems.length === 0) return 0;
    const [row] = await this.database.query<{ kept: unknown }>('SELECT COUNT(*) AS kept FROM catalog_import_problem WHERE import_id = ?', [
      job.id,
    ]);
    const stored = toInteger(row?.kept);
    const rows = problems.slice(0, Math.max(0, MAX_PROBLEMS - stored)).map(({ line, problem }, index) => ({
      importId: job.id,
      position: stored + index,
      line,
      problem: problem.slice(0, MAX_PROBLEM_LENGTH),
    }));
    if (rows.length > 0) await this.database.repository(CatalogImportProblem).insert(rows);
    return problems.length;
  }

  private async problems(importId: string): Promise<RowProblem[]> {
    return this.database.query<RowProblem>('SELECT line, problem FROM catalog_import_problem WHERE import_id = ? ORDER BY position', [
      importId,
    ]);
  }
}
