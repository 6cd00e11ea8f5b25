import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { AwsClient } from 'aws4fetch';
import type { Config } from '../../../platform/config';
import { MediaStore } from './media-store';
import type { StoredFile } from './media-store';

type Settings = Config['s3'];
const TIMEOUT_MS = 20_000;

/** A bucket of S3, or of anything that speaks its protocol; addressed by path, which all of them understand. */
export class S3MediaStore extends MediaStore {
  private readonly client: AwsClient;
  private readonly base: string;

  constructor({ endpoint, bucket, region, accessKeyId, secretAccessKey }: Settings) {
    super();
    this.client = new AwsClient({ accessKeyId, secretAccessKey, region, service: 's3', retries: 2 });
    this.base = `${endpoint.replace(/\/+$/, '')}/${bucket}`;
  }

  /** Whether a bucket answers changes from minute to minute; nobody's start depends on it. */
  async open(): Promise<void> {
    return Promise.resolve();
  }

  async put(key: string, bytes: Buffer, mediaType: string): Promise<void> {
    // Signed with the body, so that nothing on the way can change it.
    const headers = { 'content-type': mediaType, 'x-amz-content-sha256': createHash('sha256').update(bytes).digest('hex') };
    const answer = await this.send(key, { method: 'PUT', headers, body: new Uint8Array(bytes) });
    await this.done(answer, key);
  }

  async get(key: string): Promise<StoredFile | undefined> {
    const answer = await this.send(key, { method: 'GET' });
    if (answer.ok && answer.body) {
      return { size: Number(answer.headers.get('content-length')), content: Readable.fromWeb(answer.body as ReadableStream) };
    }
    await this.done(answer, key, 404);
    return undefined;
  }

  async remove(key: string): Promise<void> {
    await this.done(await this.send(key, { method: 'DELETE' }), key, 404);
  }

  private send(key: string, init: RequestInit): Promise<Response> {
    return this.client.fetch(`${this.base}/${key}`, { ...init, signal: AbortSignal.timeout(TIMEOUT_MS) });
  }

  /** Reads the answer to its end, which gives the connection back. */
  private async done(answer: Response, key: string, alsoFine?: number): Promise<void> {
    const text = await answer.text();
    if (answer.ok || answer.status === alsoFine) return;
    throw new Error(`The media store answered ${answer.status} for ${key}: ${text.slice(0, 300)}`);
  }
}
