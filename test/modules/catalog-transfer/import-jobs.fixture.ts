import { Readable } from 'node:stream';
import type { FileFormat } from '../../../src/modules/catalog';
import { ImportFileStore } from '../../../src/modules/catalog/transfer/import-file.store';
import { ImportJobStore } from '../../../src/modules/catalog/transfer/import-job.store';
import type { ImportReport } from '../../../src/modules/catalog/transfer/import-job.store';
import { newId } from '../../../src/platform/ids';
import type { CatalogFixture } from '../catalog/catalog.fixture';

export interface ImportJobs {
  readonly store: ImportJobStore;
  /** What the upload does, without HTTP. */
  add(csv: string | Buffer, options?: { readonly dryRun?: boolean; readonly format?: FileFormat }): Promise<string>;
  get(id: string): Promise<ImportReport>;
}

export function importJobs({ app }: CatalogFixture): ImportJobs {
  const store = app.get(ImportJobStore);
  return {
    store,
    async add(csv, { dryRun = false, format = 'shopify_csv' } = {}) {
      const id = newId('imp');
      const fileSize = await app.get(ImportFileStore).write(id, Readable.from([Buffer.from(csv)]));
      await store.add({ id, format, dryRun, currency: 'EUR', fileName: 'products.csv', fileSize, createdBy: null });
      return id;
    },
    get: (id) => store.get(id),
  };
}
