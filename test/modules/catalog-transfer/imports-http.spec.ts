import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createConnection } from 'mysql2/promise';
import { Client } from '../../support/client';
import { startShop } from '../../support/shop';
import type { Shop } from '../../support/shop';

const MINUTES = 120_000;
const JEWELERY = readFileSync('test/fixtures/shopify/jewelery.csv');
const HEADER = 'Handle,Title,Variant SKU,Variant Price';

interface ImportBody {
  readonly id: string;
  readonly status: string;
  readonly total: number | null;
  readonly created: number;
  readonly updated: number;
  readonly skipped: number;
  readonly failed: number;
  readonly rows: readonly { readonly line: number; readonly problem: string }[];
  readonly code?: string;
  readonly errors?: readonly { readonly pointer: string; readonly code: string }[];
}
interface Upload {
  readonly status: number;
  readonly headers: Headers;
  readonly body: ImportBody;
}

let shop: Shop;
let url: string;
let manager: Client;
let bearer: string;

beforeAll(async () => {
  shop = await startShop({ name: 'imports' });
  url = shop.urls[0] ?? '';
  const guest = new Client(url);
  const { body } = await guest.post<{ accessToken: string }>('/v1/auth/login', {
    body: { email: 'manager@example.com', password: 'portico demo passphrase' },
  });
  bearer = `Bearer ${body.accessToken}`;
  manager = guest.with({ authorization: bearer });
}, MINUTES);
afterAll(() => shop.stop(), MINUTES);

const file = (csv: string | Buffer): Blob => new Blob([Buffer.from(csv)], { type: 'text/csv' });

async function upload(parts: readonly (readonly [name: string, value: string | Blob])[], authorization = bearer): Promise<Upload> {
  const form = new FormData();
  for (const [name, value] of parts) {
    if (typeof value === 'string') form.append(name, value);
    else form.append(name, value, 'products.csv');
  }
  const response = await fetch(`${url}/v1/admin/imports`, { method: 'POST', headers: { authorization }, body: form });
  return { status: response.status, headers: response.headers, body: (await response.json()) as ImportBody };
}

async function finished(location: string): Promise<ImportBody> {
  for (const deadline = Date.now() + 60_000; ; await sleep(100)) {
    const { body } = await manager.get<ImportBody>(location);
    if (body.status === 'completed' || body.status === 'failed' || Date.now() > deadline) return body;
  }
}

async function imported(csv: string | Buffer, more: readonly (readonly [string, string])[] = []): Promise<ImportBody> {
  const { status, headers, body } = await upload([['file', file(csv)], ['format', 'shopify_csv'], ...more]);
  expect([status, body.status]).toEqual([202, 'pending']);
  expect(headers.get('location')).toBe(`/v1/admin/imports/${body.id}`);
  return finished(headers.get('location') ?? '');
}

describe('importing over HTTP', () => {
  it(
    'answers at once, works on, and changes nothing the second time',
    async () => {
      const first = await imported(JEWELERY);
      expect(first).toMatchObject({ status: 'completed', total: first.created, updated: 0, skipped: 0, failed: 0, rows: [] });
      expect(first.created).toBeGreaterThan(15);
      expect(await imported(JEWELERY)).toMatchObject({ status: 'completed', created: 0, updated: 0, skipped: first.created });
      const { body } = await manager.get<{ title: string; variants: { price: { amount: number } }[] }>(
        '/v1/products/chain-bracelet?currency=EUR',
      );
      expect(body.title).toBe('7 Shakra Bracelet');
      expect(body.variants.map(({ price }) => price.amount)).toEqual([4299, 4299]);
    },
    MINUTES,
  );

  it(
    'takes its own export back without a change',
    async () => {
      const response = await fetch(`${url}/v1/admin/exports/products.csv?format=shopify_csv`, { headers: { authorization: bearer } });
      expect([response.status, response.headers.get('content-type')]).toEqual([200, expect.stringContaining('text/csv')]);
      expect(response.headers.get('content-disposition')).toContain('products.csv');
      const csv = await response.text();
      const result = await imported(csv);
      expect(result).toMatchObject({ status: 'completed', created: 0, updated: 0, failed: 0, rows: [], skipped: result.total });
      expect(result.skipped).toBeGreaterThan(80);
    },
    MINUTES,
  );

  it(
    'tells what is wrong with which line, and keeps nothing of a dry run',
    async () => {
      const csv = `${HEADER}\ngood-mug,Good mug,GM-1,5\nbad-mug,Bad mug,BM-1,five\n`;
      expect(await imported(csv, [['dryRun', 'true']])).toMatchObject({ created: 1, failed: 1, rows: [{ line: 3 }] });
      expect((await manager.get('/v1/products/good-mug')).status).toBe(404);
      const result = await imported(csv);
      expect(result).toMatchObject({
        status: 'completed',
        created: 1,
        failed: 1,
        rows: [{ line: 3, problem: expect.stringContaining('Variant Price') }],
      });
      expect(await imported('no,header\n1,2\n')).toMatchObject({ status: 'failed', created: 0, rows: [{ line: 1 }] });
    },
    MINUTES,
  );
});

describe('a crash', () => {
  it(
    'delays an import, and neither loses nor repeats a product',
    async () => {
      // So many that it is under way when it is looked at for the second time, on a fast machine too.
      const total = 2_000;
      const rows = Array.from({ length: total }, (_, index) => `crash-${index},Crash product ${index},CR-${index},5`);
      const { headers } = await upload([['file', file(`${HEADER}\n${rows.join('\n')}\n`)]]);
      const location = headers.get('location') ?? '';
      const processed = async (): Promise<number> => (await manager.get<{ processed: number }>(location)).body.processed;
      while ((await processed()) < 20) await sleep(20);
      await shop.kill(0);
      await shop.revive(0);
      expect(await processed()).toBeLessThan(total);
      expect(await finished(location)).toMatchObject({ status: 'completed', total, created: total, updated: 0, skipped: 0, failed: 0 });
    },
    MINUTES,
  );
});

describe('wrong uploads', () => {
  afterAll(async () => {
    const connection = await createConnection(shop.databaseUrl);
    const [left] = await connection.query("SELECT DISTINCT import_id FROM catalog_import_chunk WHERE import_id LIKE 'imp%'");
    await connection.end();
    expect(left).toEqual([]);
  });

  const csv = (): readonly [string, Blob] => ['file', file(`${HEADER}\n`)];

  it.each([
    ['without a file', [['format', 'shopify_csv']], '/file'],
    ['with an unknown format', [csv(), ['format', 'excel']], '/format'],
    ['with an unknown field', [csv(), ['price', '1']], '/price'],
    ['with a field twice', [['dryRun', 'true'], csv(), ['dryRun', 'true']], '/dryRun'],
    ['with a flag that is none', [csv(), ['dryRun', 'yes']], '/dryRun'],
    ['with a foreign currency', [csv(), ['currency', 'XXX']], '/currency'],
  ] as const)('%s are refused and leave nothing', async (_name, parts, pointer) => {
    const { status, body } = await upload(parts);
    expect([status, body.code, body.errors?.[0]?.pointer]).toEqual([400, 'request/invalid', pointer]);
  });

  it(
    'are refused without the permission, in JSON, and beyond 50 MB',
    async () => {
      expect((await upload([csv()], '')).status).toBe(401);
      const shopper = await new Client(url).signedIn('shopper@example.com');
      expect((await shopper.get('/v1/admin/imports')).status).toBe(403);
      expect((await manager.post('/v1/admin/imports', { body: { format: 'shopify_csv' } })).status).toBe(415);
      expect((await upload([['file', file(Buffer.alloc(50 * 1024 * 1024 + 1, 'x'))]])).status).toBe(413);
    },
    MINUTES,
  );

  it('are not found under a foreign id, and listed without their rows', async () => {
    expect((await manager.get('/v1/admin/imports/imp_0000000000000000000000')).status).toBe(404);
    expect((await manager.get('/v1/admin/imports/imp_x')).status).toBe(400);
    const { body } = await manager.get<{ data: ImportBody[] }>('/v1/admin/imports?limit=1');
    expect(body.data).toHaveLength(1);
    expect(body.data[0]).not.toHaveProperty('rows');
  });
});

describe('the command line and the pictures', () => {
  it(
    'imports a file, prints the problems and ends with 1 when a product failed',
    () => {
      const path = join(mkdtempSync(join(tmpdir(), 'portico-')), 'products.csv');
      writeFileSync(path, `${HEADER}\ncli-mug,Command line mug,CM-1,5\nbad,Bad,,five\n`);
      const run = (...args: string[]) =>
        spawnSync(process.execPath, ['dist/src/cli/import.js', ...args], {
          encoding: 'utf8',
          env: { ...process.env, NODE_ENV: 'test', DATABASE_URL: shop.databaseUrl },
        });
      const { status, stdout, stderr } = run(path);
      expect(stdout).toContain('2 of 2 products: 1 created, 0 updated, 0 unchanged, 1 failed');
      expect(stderr).toContain('line 3: Variant Price is "five"');
      expect(status).toBe(1);
      expect(run(path, '--dry-run').stdout).toContain('0 created, 0 updated, 1 unchanged, 1 failed (dry run');
      expect(run('nowhere.csv')).toMatchObject({ status: 2, stderr: expect.stringContaining('no file') });
    },
    MINUTES,
  );

  it('serves the pictures of the demo shop in any colour of ours', async () => {
    const { body } = await manager.get<{ images: { url: string }[] }>('/v1/products/stoneware-mug');
    const address = new URL(body.images[0]?.url ?? '');
    const picture = await fetch(url + address.pathname + address.search);
    expect([picture.status, picture.headers.get('content-type')]).toEqual([200, expect.stringContaining('image/svg+xml')]);
    expect(await picture.text()).toContain('<svg');
    expect((await fetch(`${url}/demo/images/mug.svg?colour=zzzzzz`)).status).toBe(404);
    expect((await fetch(`${url}/demo/images/..%2f..%2fpackage.svg`)).status).toBe(404);
  });
});
