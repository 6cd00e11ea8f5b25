import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { ImportFileStore } from '../../../src/modules/catalog/transfer/import-file.store';
import type { CatalogImport } from '../../../src/modules/catalog/transfer/import.entity';
import { ImportWorker } from '../../../src/modules/catalog/transfer/import.worker';
import { LostClaim, ProductImport } from '../../../src/modules/catalog/transfer/product-import';
import { catalogFixture } from '../catalog/catalog.fixture';
import type { CatalogFixture } from '../catalog/catalog.fixture';
import { importJobs } from './import-jobs.fixture';
import type { ImportJobs } from './import-jobs.fixture';

let fixture: CatalogFixture;
let jobs: ImportJobs;
let products: ProductImport;
let files: ImportFileStore;

beforeAll(async () => {
  fixture = await catalogFixture();
  jobs = importJobs(fixture);
  products = fixture.app.get(ProductImport);
  files = fixture.app.get(ImportFileStore);
});
beforeEach(() => fixture.db.empty());
afterAll(() => fixture.close());

const newWorker = (): ImportWorker => new ImportWorker(jobs.store, files, products);
const file = (from: number, to: number): string =>
  ['Handle,Title,Variant Price', ...Array.from({ length: to - from }, (_, index) => `p-${from + index},Product ${from + index},5`)].join(
    '\n',
  );
const expireLease = (id: string): Promise<number> =>
  fixture.db.database.execute('UPDATE catalog_import SET lease_until = UTC_TIMESTAMP(3) - INTERVAL 1 SECOND WHERE id = ?', [id]);
const titles = async (): Promise<number> =>
  Number((await fixture.db.database.query<{ n: string }>('SELECT COUNT(*) AS n FROM catalog_product'))[0]?.n);

async function claimed(): Promise<CatalogImport> {
  const job = await jobs.store.claim();
  if (!job) throw new Error('nothing to claim');
  return job;
}

/** What a worker does until it is killed: so many products, and no word of goodbye. */
async function takeSome(job: CatalogImport, howMany: number): Promise<void> {
  let left = howMany;
  for await (const parsed of products.read(files.read(job.id), job)) {
    if (left === 0) return;
    left -= 1;
    await products.take([parsed], job, (result) => jobs.store.record(job, result));
  }
}

describe('a worker that was killed', () => {
  it('is followed by another one, which goes on with the next product and counts each exactly once', async () => {
    const id = await jobs.add(file(0, 10));
    await takeSome(await claimed(), 4);
    expect((await jobs.get(id)).job).toMatchObject({ status: 'running', processed: 4, created: 4 });
    await newWorker().work();
    expect((await jobs.get(id)).job).toMatchObject({ status: 'running', processed: 4 });
    await expireLease(id);
    await newWorker().work();
    expect((await jobs.get(id)).job).toMatchObject({ status: 'completed', total: 10, processed: 10, created: 10, skipped: 0 });
    expect(await titles()).toBe(10);
  });

  it('writes nothing any more when it wakes up after the take-over', async () => {
    const id = await jobs.add(file(0, 3));
    const old = await claimed();
    await expireLease(id);
    const successor = await claimed();
    await expect(takeSome(old, 1)).rejects.toThrow(LostClaim);
    expect(await titles()).toBe(0);
    await takeSome(successor, 3);
    await expect(jobs.store.complete(old)).rejects.toThrow(LostClaim);
    await jobs.store.complete(successor);
    expect((await jobs.get(id)).job).toMatchObject({ status: 'completed', created: 3 });
  });

  it('fails for good when it never gets any further', async () => {
    const id = await jobs.add(file(0, 3));
    for (let attempt = 0; attempt < 5; attempt += 1) {
      await claimed();
      await expireLease(id);
    }
    await newWorker().work();
    expect(await jobs.get(id)).toMatchObject({ job: { status: 'failed', created: 0 }, rows: [{ line: 1 }] });
  });
});

describe('several workers', () => {
  it('take each import once', async () => {
    const ids = await Promise.all([jobs.add(file(0, 20)), jobs.add(file(20, 40)), jobs.add(file(40, 60)), jobs.add(file(60, 80))]);
    await Promise.all([newWorker().work(), newWorker().work(), newWorker().work()]);
    for (const id of ids) expect((await jobs.get(id)).job).toMatchObject({ status: 'completed', processed: 20, created: 20, attempts: 1 });
    expect(await titles()).toBe(80);
  });

  it('put an import back when their process shuts down', async () => {
    const id = await jobs.add(file(0, 5));
    const job = await claimed();
    await takeSome(job, 2);
    await jobs.store.putBack(job);
    expect((await jobs.get(id)).job).toMatchObject({ status: 'pending', processed: 2 });
    const stopped = newWorker();
    stopped.onModuleDestroy();
    await stopped.work();
    expect((await jobs.get(id)).job).toMatchObject({ status: 'pending' });
    await newWorker().work();
    expect((await jobs.get(id)).job).toMatchObject({ status: 'completed', created: 5 });
  });
});

describe('uploaded files', () => {
  it('come back byte by byte, in the order of their pieces', async () => {
    const bytes = Buffer.from(Array.from({ length: 1_500_000 }, (_, index) => (index * 31) % 251));
    const pieces = Array.from({ length: 100 }, (_, index) => bytes.subarray(index * 15_000, (index + 1) * 15_000));
    expect(await files.write('imp_0000000000000000000001', Readable.from(pieces))).toBe(bytes.length);
    expect(bytes.equals(await buffer(files.read('imp_0000000000000000000001')))).toBe(true);
  });

  it('are cleared away a day later when their upload never ended', async () => {
    const waiting = await jobs.add(file(0, 1));
    await files.write('imp_0000000000000000000002', Readable.from([Buffer.from('x')]));
    await fixture.db.database.execute('UPDATE catalog_import_chunk SET created_at = created_at - INTERVAL 2 DAY');
    expect(await files.removeAbandoned()).toBe(1);
    expect((await buffer(files.read(waiting))).length).toBeGreaterThan(0);
  });
});

describe('listing imports', () => {
  it('shows the newest first, page by page', async () => {
    const ids: string[] = [];
    for (let index = 0; index < 5; index += 1) ids.push(await jobs.add(file(0, 1)));
    const first = await jobs.store.page(2, true);
    const second = await jobs.store.page(2, false, first.page.nextCursor ?? '');
    const third = await jobs.store.page(2, false, second.page.nextCursor ?? '');
    expect(first.total).toBe(5);
    expect([...first.data, ...second.data, ...third.data].map((job) => job.id)).toEqual([...ids].reverse());
    expect(third.page).toEqual({ nextCursor: null, hasMore: false });
  });
});
