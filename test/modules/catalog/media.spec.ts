import { mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import sharp from 'sharp';
import { CatalogWriter } from '../../../src/modules/catalog';
import { AdminVariantsService } from '../../../src/modules/catalog/admin-variants.service';
import { ImageProcessor, MAX_PIXELS } from '../../../src/modules/catalog/media/image-processor';
import { IMAGE_TYPES } from '../../../src/modules/catalog/media/image-type';
import { mediaIdOf, originalKey, sizesOf } from '../../../src/modules/catalog/media/media-address';
import { MediaFile } from '../../../src/modules/catalog/media/media-file';
import { MediaTable } from '../../../src/modules/catalog/media/media-table';
import { MediaInUse, NotAnImage, TooManyPixels } from '../../../src/modules/catalog/media/media.errors';
import { MediaUpload } from '../../../src/modules/catalog/media/media.upload';
import { MediaWorker } from '../../../src/modules/catalog/media/media.worker';
import { ProductEditor } from '../../../src/modules/catalog/product-editor';
import { catalogFixture, productDraft } from './catalog.fixture';
import type { CatalogFixture } from './catalog.fixture';

let fixture: CatalogFixture;
const folder = mkdtempSync(join(tmpdir(), 'portico-media-'));

beforeAll(async () => {
  process.env['MEDIA_DIRECTORY'] = folder;
  fixture = await catalogFixture();
});
beforeEach(() => fixture.db.empty());
afterAll(() => fixture.close());

const picture = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: { r: width % 255, g: 90, b: 30 } } });
const upload = (bytes: Buffer) => fixture.app.get(MediaUpload).keep({ bytes, fileName: 'mug.jpg' }, null);
const table = () => fixture.app.get(MediaTable);
const work = () => fixture.app.get(MediaWorker).work();
const served = async (id: string, name: string) => {
  const file = await fixture.app.get(MediaFile).open(id, name);
  return { ...file, bytes: await buffer(file.content) };
};
const nameOf = (url: string): string => url.split('/').at(-1) ?? '';

describe('an uploaded image', () => {
  it.each(IMAGE_TYPES)('is taken as %s by its bytes, and gets smaller copies', async (type) => {
    const bytes = await picture(800, 600)[type]().toBuffer();
    const media = await upload(bytes);
    expect(media).toMatchObject({ type, width: 800, height: 600, size: bytes.length, status: 'pending' });
    await work();
    expect((await table().get(media.id)).status).toBe('ready');
    const sizes = sizesOf(table().addressOf(media));
    expect(sizes.map(({ width, height }) => [width, height])).toEqual([
      [320, 240],
      [640, 480],
      [800, 600],
    ]);
    for (const { width, height, url } of sizes) {
      const file = await served(media.id, nameOf(url));
      const read = await sharp(file.bytes).metadata();
      expect([file.final, file.size, read.width, read.height]).toEqual([true, file.bytes.length, width, height]);
    }
    const original = await served(media.id, nameOf(sizes.at(-1)?.url ?? ''));
    expect([original.mediaType, original.bytes.equals(bytes)]).toEqual([`image/${type}`, true]);
  });

  it('stands upright, and its copies tell nothing of the camera', async () => {
    const bytes = await picture(900, 300)
      .withExif({ IFD0: { Artist: 'Somebody' } })
      .withMetadata({ orientation: 6 })
      .jpeg()
      .toBuffer();
    const media = await upload(bytes);
    expect([media.width, media.height]).toEqual([300, 900]);
    const wide = await upload(
      await picture(700, 100)
        .withExif({ IFD0: { Artist: 'Somebody' } })
        .jpeg()
        .toBuffer(),
    );
    await work();
    const copy = await sharp((await served(wide.id, '320w.webp')).bytes).metadata();
    expect([copy.width, copy.exif, copy.orientation]).toEqual([320, undefined, undefined]);
  });

  it('is shown as it was sent until its copies are there', async () => {
    const bytes = await picture(400, 400).png().toBuffer();
    const media = await upload(bytes);
    expect(await served(media.id, '320w.webp')).toMatchObject({ mediaType: 'image/png', final: false, size: bytes.length });
    await expect(served(media.id, '..')).rejects.toMatchObject({ type: { status: 404 } });
    await expect(served(media.id, '9x9.svg')).rejects.toMatchObject({ type: { status: 404 } });
    await expect(served('med_0000000000000000000000', '320w.webp')).rejects.toMatchObject({ type: { status: 404 } });
  });

  it('is one image, however often it is sent', async () => {
    const bytes = await picture(50, 50).png().toBuffer();
    const ids = await Promise.all([upload(bytes), upload(bytes), upload(bytes)]);
    expect(new Set(ids.map(({ id }) => id)).size).toBe(1);
  });
});

describe('files that are refused', () => {
  const html = Buffer.from('<html><script>alert(1)</script></html>');
  const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script>alert(1)</script></svg>');

  it.each([
    ['HTML', () => html],
    ['SVG', () => svg],
    ['nothing', () => Buffer.alloc(0)],
    ['a JPEG in its first bytes only', () => Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), html])],
    ['an AVIF in its brand only', () => Buffer.concat([Buffer.from([0, 0, 0, 20]), Buffer.from('ftypavif'), html])],
  ])('%s', async (_name, bytes) => {
    await expect(upload(bytes())).rejects.toThrow(NotAnImage);
    expect(await fixture.db.database.query('SELECT 1 FROM catalog_media')).toEqual([]);
  });

  it('a small file that claims to be a huge picture, without decoding it', async () => {
    const bomb = await picture(10, 10).png().toBuffer();
    bomb.writeUInt32BE(15_000, 16);
    bomb.writeUInt32BE(15_000, 20);
    expect(15_000 * 15_000).toBeGreaterThan(MAX_PIXELS);
    await expect(fixture.app.get(ImageProcessor).inspect(bomb)).rejects.toThrow(TooManyPixels);
    const wide = await picture(16_001, 1).png().toBuffer();
    await expect(upload(wide)).rejects.toThrow(TooManyPixels);
  });

  it('a picture that breaks off is shown as it is, and never tried for ever', async () => {
    const whole = await sharp({
      create: { width: 800, height: 600, channels: 3, background: 'red', noise: { type: 'gaussian', mean: 128, sigma: 30 } },
    })
      .png()
      .toBuffer();
    const media = await upload(whole.subarray(0, whole.length / 2));
    await work();
    expect((await table().get(media.id)).status).toBe('failed');
    expect(await served(media.id, '320w.webp')).toMatchObject({ final: false });
  });
});

describe('an image of a product', () => {
  it('has its sizes, and cannot be deleted while it is shown', async () => {
    await fixture.app.get(CatalogWriter).upsertProduct(productDraft('mug'));
    const [row] = await fixture.db.database.query<{ id: string }>('SELECT id FROM catalog_product');
    const id = row?.id ?? '';
    const media = await upload(await picture(700, 350).jpeg().toBuffer());
    await fixture.app.get(AdminVariantsService).addImage(id, undefined, { mediaId: media.id, alt: 'A mug' });
    const [image] = (await fixture.app.get(ProductEditor).get(id)).images;
    expect([mediaIdOf(image?.url ?? ''), sizesOf(image?.url ?? '').map(({ width }) => width)]).toEqual([media.id, [320, 640, 700]]);
    await work();
    const { version } = await table().get(media.id);
    await expect(table().discard(media.id, version)).rejects.toThrow(MediaInUse);
    await fixture.app.get(AdminVariantsService).removeImage(id, image?.id ?? '', undefined);
    await expect(table().discard(media.id, version - 1)).rejects.toMatchObject({ type: { status: 412 } });
    expect(readdirSync(folder)).toContain(media.id);
    await table().discard(media.id, version);
    await expect(table().get(media.id)).rejects.toMatchObject({ type: { status: 404 } });
    await work();
    expect(readdirSync(folder)).not.toContain(media.id);
    expect(await fixture.db.database.query('SELECT 1 FROM catalog_media')).toEqual([]);
    await expect(fixture.app.get(AdminVariantsService).addImage(id, undefined, { mediaId: media.id })).rejects.toMatchObject({
      type: { status: 404 },
    });
  });

  it('has no sizes when it is from elsewhere', () => {
    expect([mediaIdOf('https://images.example/mug.jpg'), sizesOf('https://images.example/mug.jpg')]).toEqual([null, []]);
    expect(sizesOf('https://shop.example/media/med_0000000000000000000001/9x9.svg')).toEqual([]);
  });

  it('whose upload never ended is cleared away a day later', async () => {
    const { id } = await table().add({
      type: 'png',
      width: 1,
      height: 1,
      size: 1,
      checksum: 'c'.repeat(64),
      fileName: 'x',
      createdBy: null,
    });
    writeFileSync(join(folder, 'unrelated'), 'x');
    await work();
    expect((await table().get(id)).status).toBe('uploading');
    await fixture.db.database.execute('UPDATE catalog_media SET lease_until = lease_until - INTERVAL 2 DAY');
    await work();
    expect(await fixture.db.database.query('SELECT 1 FROM catalog_media')).toEqual([]);
    expect(originalKey({ id, type: 'png', width: 1, height: 1 })).toBe(`${id}/1x1.png`);
  });
});
