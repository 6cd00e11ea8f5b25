import { Readable } from 'node:stream';
import { CatalogReader } from '../../../src/modules/catalog';
import type { FileFormat, ProductDraft } from '../../../src/modules/catalog';
import { ImportFileStore } from '../../../src/modules/catalog/transfer/import-file.store';
import { ImportJobStore } from '../../../src/modules/catalog/transfer/import-job.store';
import type { ImportReport } from '../../../src/modules/catalog/transfer/import-job.store';
import { ImportWorker } from '../../../src/modules/catalog/transfer/import.worker';
import { newId } from '../../../src/platform/ids';
import type { CatalogFixture } from '../catalog/catalog.fixture';

export interface ImportJobs {
  readonly store: ImportJobStore;
  /** What the upload does, without HTTP. */
  add(csv: string | Buffer, options?: { readonly dryRun?: boolean; readonly format?: FileFormat }): Promise<string>;
  get(id: string): Promise<ImportReport>;
  /** Adds the file, lets the worker work, and answers the job as it is then. */
  work(content: string, format?: FileFormat): Promise<ImportReport>;
  /** The same, and what became of the products: created, updated, skipped, failed. */
  run(content: string, format?: FileFormat): Promise<{ readonly counts: readonly number[]; readonly rows: ImportReport['rows'] }>;
}

export const countsOf = ({ created, updated, skipped, failed }: ImportReport['job']): readonly number[] => [
  created,
  updated,
  skipped,
  failed,
];

/** What the catalogue would export of the product. */
export async function storedProduct({ app }: CatalogFixture, slug: string): Promise<ProductDraft> {
  for await (const batch of app.get(CatalogReader).exportBatches()) {
    const found = batch.find((draft) => draft.slug === slug);
    if (found) return found;
  }
  throw new Error(`${slug} is not there`);
}

export function importJobs({ app }: CatalogFixture): ImportJobs {
  const store = app.get(ImportJobStore);
  const add: ImportJobs['add'] = async (csv, { dryRun = false, format = 'shopify_csv' } = {}) => {
    const id = newId('imp');
    const fileSize = await app.get(ImportFileStore).write(id, Readable.from([Buffer.from(csv)]));
    await store.add({ id, format, dryRun, currency: 'EUR', fileName: 'products.csv', fileSize, createdBy: null });
    return id;
  };
  const work: ImportJobs['work'] = async (content, format) => {
    const id = await add(content, format && { format });
    await app.get(ImportWorker).work();
    return store.get(id);
  };
  const run: ImportJobs['run'] = async (content, format) => {
    const { job, rows } = await work(content, format);
    return { counts: countsOf(job), rows };
  };
  return { store, add, get: (id) => store.get(id), work, run };
}
