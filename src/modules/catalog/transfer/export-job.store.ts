import { Injectable } from '@nestjs/common';
import { Clock } from '../../../platform/clock';
import { Database } from '../../../platform/database';
import { NotFound } from '../../../platform/http';
import { newId } from '../../../platform/ids';
import { Random } from '../../../platform/random';
import type { FileFormat } from './file-format';
import { CatalogExport } from './import.entity';
import { LostClaim } from './product-import';

const LEASE = 'UTC_TIMESTAMP(3) + INTERVAL 20 SECOND';
const MAX_ATTEMPTS = 5;

/** Export jobs and who works on them; every write of a worker states its claim. */
@Injectable()
export class ExportJobStore {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly random: Random,
  ) {}

  async add(format: FileFormat, createdBy: string | null): Promise<CatalogExport> {
    const id = newId('exp');
    await this.database.repository(CatalogExport).insert({ id, format, createdBy, status: 'pending', createdAt: this.clock.now() });
    return this.get(id);
  }

  /** @throws NotFound */
  async get(id: string): Promise<CatalogExport> {
    const job = await this.database.repository(CatalogExport).findOneBy({ id });
    if (!job) throw new NotFound('export');
    return job;
  }

  /** The oldest job that waits, or whose worker has gone silent. It begins anew. */
  async claim(): Promise<CatalogExport | null> {
    const free = `(status = 'pending' OR (status = 'running' AND lease_until < UTC_TIMESTAMP(3)))`;
    const waiting = await this.database.query(`SELECT id FROM catalog_export WHERE ${free} LIMIT 1`);
    if (waiting.length === 0) return null;
    const claimedBy = this.random.token();
    await this.database.execute(
      `UPDATE catalog_export SET status = 'running', claimed_by = ?, lease_until = ${LEASE}, attempts = attempts + 1, processed = 0,
         total = (SELECT COUNT(*) FROM catalog_product), started_at = COALESCE(started_at, ?)
       WHERE ${free} ORDER BY id LIMIT 1`,
      [claimedBy, this.clock.now()],
    );
    return this.database.repository(CatalogExport).findOneBy({ claimedBy });
  }

  hasTriedTooOften(job: CatalogExport): boolean {
    return job.attempts > MAX_ATTEMPTS;
  }

  /** Products that are created while the file is written may come on top of the total. */
  async progress(job: CatalogExport, processed: number): Promise<void> {
    await this.guarded(job, `processed = LEAST(?, total), lease_until = ${LEASE}`, [Math.floor(processed)]);
  }

  async complete(job: CatalogExport, fileId: string, fileSize: number): Promise<void> {
    await this.guarded(
      job,
      `status = 'completed', processed = total, file_id = ?, file_size = ?, finished_at = ?, claimed_by = NULL, lease_until = NULL`,
      [fileId, fileSize, this.clock.now()],
    );
  }

  async fail(job: CatalogExport): Promise<void> {
    await this.guarded(job, `status = 'failed', finished_at = ?, claimed_by = NULL, lease_until = NULL`, [this.clock.now()]);
  }

  /** At shutdown: the next worker begins anew. */
  async putBack(job: CatalogExport): Promise<void> {
    await this.guarded(job, `status = 'pending', claimed_by = NULL, lease_until = NULL, attempts = 0`, []);
  }

  private async guarded(job: CatalogExport, assignments: string, params: readonly unknown[]): Promise<void> {
    const matched = await this.database.execute(`UPDATE catalog_export SET ${assignments} WHERE id = ? AND claimed_by = ?`, [
      ...params,
      job.id,
      job.claimedBy,
    ]);
    if (matched !== 1) throw new LostClaim(`Export ${job.id} is not ours any more`);
  }
}
