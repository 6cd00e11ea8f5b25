import { Injectable, Logger } from '@nestjs/common';
import type { OnModuleDestroy } from '@nestjs/common';
import { newId } from '../../../platform/ids';
import { Every } from '../../../platform/jobs';
import { ExportJobStore } from './export-job.store';
import { ImportFileStore } from './import-file.store';
import type { CatalogExport } from './import.entity';
import { LostClaim } from './product-import';
import { ProductExport } from './product-export';

/** Ends an attempt at a batch boundary. */
class ShuttingDown extends Error {
  override readonly name = 'ShuttingDown';
}

/** Writes the files of exports, one after the other. An attempt that breaks off leaves pieces that nobody reads, and the next begins anew. */
@Injectable()
export class ExportWorker implements OnModuleDestroy {
  private readonly logger = new Logger('ExportWorker');
  private stopping = false;

  constructor(
    private readonly jobs: ExportJobStore,
    private readonly files: ImportFileStore,
    private readonly products: ProductExport,
  ) {}

  onModuleDestroy(): void {
    this.stopping = true;
  }

  @Every({ name: 'catalog.exports', everyMs: 1000 })
  async work(): Promise<void> {
    for (let job = await this.next(); job; job = await this.next()) await this.attempt(job);
  }

  private async next(): Promise<CatalogExport | null> {
    return this.stopping ? null : this.jobs.claim();
  }

  private async attempt(job: CatalogExport): Promise<void> {
    const fileId = newId('exp');
    try {
      if (this.jobs.hasTriedTooOften(job)) return await this.jobs.fail(job);
      let processed = 0;
      const file = this.products.file(job.format, async (share) => {
        if (this.stopping) throw new ShuttingDown();
        processed += share;
        await this.jobs.progress(job, processed);
      });
      await this.jobs.complete(job, fileId, await this.files.write(fileId, file));
    } catch (error) {
      await this.files.remove(fileId).catch(() => undefined);
      if (error instanceof ShuttingDown) await this.jobs.putBack(job);
      else if (error instanceof LostClaim) this.logger.warn({ export: job.id }, 'Another process has taken the export over');
      else throw error;
    }
  }
}
