import { buffer } from 'node:stream/consumers';
import { S3MediaStore } from '../../../src/modules/catalog/media/s3-media-store';
import { s3StandIn } from '../../support/s3-stand-in';
import type { S3StandIn } from '../../support/s3-stand-in';

const KEY = 'med_0000000000000000000001/320w.webp';
let bucket: S3StandIn;
const storeWith = (secretAccessKey: string): S3MediaStore =>
  new S3MediaStore({ endpoint: bucket.url, bucket: 'shop', region: 'eu-central-1', accessKeyId: 'AKTEST', secretAccessKey });

beforeAll(async () => {
  bucket = await s3StandIn('AKTEST', 'right secret');
});
afterAll(() => bucket.stop());

describe('images in a bucket', () => {
  it('are written, read and removed with requests that the bucket can verify', async () => {
    const store = storeWith('right secret');
    const bytes = Buffer.from(Array.from({ length: 100_000 }, (_, index) => index % 251));
    expect(await store.get(KEY)).toBeUndefined();
    await store.put(KEY, bytes, 'image/webp');
    expect(bucket.files.get(`/shop/${KEY}`)?.type).toBe('image/webp');
    const file = await store.get(KEY);
    expect(file?.size).toBe(bytes.length);
    expect(file && bytes.equals(await buffer(file.content))).toBe(true);
    await store.remove(KEY);
    await store.remove(KEY);
    expect(await store.get(KEY)).toBeUndefined();
  });

  it('are refused to somebody with another secret, and tried again when the bucket is busy', async () => {
    await expect(storeWith('wrong secret').put(KEY, Buffer.from('x'), 'image/webp')).rejects.toThrow('SignatureDoesNotMatch');
    await expect(storeWith('wrong secret').get(KEY)).rejects.toThrow('403');
    bucket.fail(1);
    await storeWith('right secret').put(KEY, Buffer.from('x'), 'image/webp');
    bucket.fail(9);
    await expect(storeWith('right secret').get(KEY)).rejects.toThrow('503');
    bucket.fail(0);
  });
});
