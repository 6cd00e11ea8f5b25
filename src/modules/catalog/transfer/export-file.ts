import { Injectable, StreamableFile } from '@nestjs/common';
import { Clock } from '../../../platform/clock';
import { ExportJobStore } from './export-job.store';
import { ExportExpired, ExportNotReady } from './export.errors';
import { FILE_TYPES } from './file-format';
import type { FileFormat } from './file-format';
import { ImportFileStore } from './import-file.store';
import { ProductExport } from './product-export';

/** Shorter than the pieces of a file are kept. */
const KEPT_MS = 12 * 3600 * 1000;

/** Downloads: the stored file of an export, or the catalogue as it is now. */
@Injectable()
export class ExportFile {
  constructor(
    private readonly jobs: ExportJobStore,
    private readonly files: ImportFileStore,
    private readonly products: ProductExport,
    private readonly clock: Clock,
  ) {}

  /** @throws NotFound, ExportNotReady, ExportExpired */
  async stored(id: string): Promise<StreamableFile> {
    const { status, format, fileId, finishedAt } = await this.jobs.get(id);
    if (status !== 'completed' || fileId === null || finishedAt === null) throw new ExportNotReady(status);
    if (this.clock.now().getTime() - finishedAt.getTime() > KEPT_MS) throw new ExportExpired();
    return new StreamableFile(this.files.read(fileId), { ...headers(format), type: 'application/octet-stream' });
  }

  now(format: FileFormat | undefined): StreamableFile {
    return new StreamableFile(this.products.file(format), headers(format));
  }
}

function headers(format: FileFormat = 'shopify_csv'): { type: string; disposition: string } {
  const { extension, mediaType } = FILE_TYPES[format];
  return { type: mediaType, disposition: `attachment; filename="products.${extension}"` };
}
