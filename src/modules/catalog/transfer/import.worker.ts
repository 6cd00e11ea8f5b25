import { Injectable, Logger } from '@nestjs/common';
import type { OnModuleDestroy } from '@nestjs/common';
import { Every } from '../../../platform/jobs';
import { UnreadableFile } from './csv-records';
import { ImportFileStore } from './import-file.store';
import { ImportJobStore } from './import-job.store';
import type { CatalogImport } from './import.entity';
import { LostClaim, ProductImport } from './product-import';

const HEARTBEAT_MS = 5_000;

/** Takes imports one after the other. Killed at any moment, it or another process goes on with the first product that is not counted yet. */
@Injectable()
export class ImportWorker implements OnModuleDestroy {
  private readonly logger = new Logger('ImportWorker');
  private stopping = false;

  constructor(
    private readonly jobs: ImportJobStore,
    private readonly files: ImportFileStore,
    private readonly products: ProductImport,
  ) {}

  onModuleDestroy(): void {
    this.stopping = true;
  }

  @Every({ name: 'catalog.imports', everyMs: 1000 })
  async work(): Promise<void> {
    for (let job = await this.next(); job; job = await this.next()) await this.attempt(job);
  }

  @Every({ name: 'catalog.import_files', everyMs: 3_600_000 })
  async tidy(): Promise<void> {
    await this.files.removeAbandoned();
  }

  private async next(): Promise<CatalogImport | null> {
    return this.stopping ? null : this.jobs.claim();
  }

  private async attempt(job: CatalogImport): Promise<void> {
    const heartbeat = setInterval(() => void this.jobs.renew(job).catch(() => undefined), HEARTBEAT_MS);
    try {
      await this.run(job);
    } catch (error) {
      if (error instanceof LostClaim) this.logger.warn({ import: job.id }, 'Another process has taken the import over');
      else if (error instanceof UnreadableFile) await this.end(job, error);
      else throw error;
    } finally {
      clearInterval(heartbeat);
    }
  }

  private async run(job: CatalogImport): Promise<void> {
    if (this.jobs.hasTriedTooOften(job)) {
      await this.end(
        job,
        new UnreadableFile(1, 'The import broke off several times without getting any further. Ask for the log of the server.'),
      );
      return;
    }
    // Reading all of it first finds what is wrong with the file as a whole before anything is written.
    if (job.total === null) await this.jobs.setTotal(job, await this.products.count(this.files.read(job.id), job));
    if (await this.takeRest(job)) {
      await this.jobs.complete(job);
      await this.files.remove(job.id);
    } else {
      await this.jobs.putBack(job);
    }
  }

  private async end(job: CatalogImport, { line, problem }: UnreadableFile): Promise<void> {
    await this.jobs.fail(job, { line, problem });
    await this.files.remove(job.id);
  }

  /** Answers false when it stopped before the end because the process shuts down. */
  private async takeRest(job: CatalogImport): Promise<boolean> {
    const rest = until(() => this.stopping, skip(this.products.read(this.files.read(job.id), job), job.processed));
    for await (const results of this.products.takeAll(rest, job, (kept) => this.jobs.record(job, kept))) {
      this.logger.debug({ import: job.id, products: results.length }, 'A group of products was taken');
    }
    return !this.stopping;
  }
}

async function* until<T>(over: () => boolean, items: AsyncIterable<T>): AsyncGenerator<T> {
  for await (const item of items) {
    if (over()) return;
    yield item;
  }
}

async function* skip<T>(items: AsyncIterable<T>, count: number): AsyncGenerator<T> {
  let position = 0;
  for await (const item of items) {
    position += 1;
    if (position > count) yield item;
  }
}
