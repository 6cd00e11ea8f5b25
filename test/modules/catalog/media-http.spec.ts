import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { CatalogShop } from './catalog-http.fixture';

let shop: CatalogShop;
let image: Blob;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'portico-media-'));
  shop = await CatalogShop.start({ MEDIA_DIRECTORY: folder });
  image = new Blob([
    new Uint8Array(
      await sharp({ create: { width: 8, height: 8, channels: 3, background: 'red' } })
        .png()
        .toBuffer(),
    ),
  ]);
});
afterAll(() => shop.close());

type Part = readonly [name: string, value: string | Blob];

async function upload(...parts: readonly Part[]): Promise<unknown[]> {
  const form = new FormData();
  for (const [name, value] of parts) {
    if (typeof value === 'string') form.append(name, value);
    else form.append(name, value, 'mug.png');
  }
  const { status, body } = await shop.post<{ code?: string; errors?: { pointer: string; code: string }[] }>('/v1/admin/media', form);
  return [status, body.code, ...(body.errors ?? []).map(({ pointer, code }) => `${pointer} ${code}`)];
}

it('says so when images cannot be kept at the moment, and takes the same one afterwards', async () => {
  rmSync(folder, { recursive: true });
  writeFileSync(folder, 'in the way');
  const form = new FormData();
  form.append('file', image, 'mug.png');
  const { status, headers, body } = await shop.post('/v1/admin/media', form);
  expect([status, body['code'], headers.get('retry-after')]).toEqual([503, 'catalog/media-store-unavailable', '10']);
  expect(JSON.stringify(body)).not.toContain(folder);
  rmSync(folder);
  mkdirSync(folder);
  expect(await upload(['file', image])).toEqual([201, undefined]);
});

it('takes an image as the file of a form', async () => {
  expect(await upload(['file', image])).toEqual([201, undefined]);
});

it.each<[string, () => readonly Part[], string]>([
  ['a form without the file', () => [], '/file required'],
  ['a text in its place', () => [['file', 'mug.png']], '/file required'],
  ['a long text in its place', () => [['file', 'x'.repeat(100_000)]], '/file required'],
  ['a text of another name', () => [['alt', 'A mug']], '/alt unknown'],
  [
    'a text before the file',
    () => [
      ['alt', 'A mug'],
      ['file', image],
    ],
    '/alt unknown',
  ],
  [
    'a text behind the file',
    () => [
      ['file', image],
      ['alt', 'A mug'],
    ],
    '/alt unknown',
  ],
  ['the file under another name', () => [['picture', image]], '/picture unknown'],
])('refuses %s', async (_, parts, error) => {
  expect(await upload(...parts())).toEqual([400, 'request/invalid', error]);
});

it('counts what it lists when it is asked to', async () => {
  const listed = (await shop.get<{ data: unknown[]; total: number }>('/v1/admin/media?limit=100&include=total')).body;
  expect(listed.data.length).toBeGreaterThan(0);
  expect(listed.total).toBe(listed.data.length);
});

it('says what is wrong with a form of two images: it is not too large', async () => {
  const form = new FormData();
  for (const name of ['a.png', 'b.png']) form.append('file', image, name);
  const refused = await shop.post('/v1/admin/media', form);
  expect(refused).toMatchObject({
    status: 400,
    body: { code: 'request/malformed', detail: expect.stringContaining('more than one file') },
  });
});
