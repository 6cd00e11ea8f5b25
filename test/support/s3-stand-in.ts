import { createHash, createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

export interface S3StandIn {
  readonly url: string;
  readonly files: ReadonlyMap<string, { readonly bytes: Buffer; readonly type: string }>;
  /** The next so many requests are answered with 503. */
  fail(times: number): void;
  stop(): Promise<void>;
}

const sha256 = (data: string | Buffer): string => createHash('sha256').update(data).digest('hex');
const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();

/** A bucket in memory that takes only requests whose signature (AWS Signature Version 4) it can make itself from what arrived. */
export async function s3StandIn(accessKeyId: string, secret: string): Promise<S3StandIn> {
  const files = new Map<string, { bytes: Buffer; type: string }>();
  let failures = 0;
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await buffer(request);
    const end = (status: number, content: string | Buffer = ''): void =>
      void response.writeHead(status, { 'content-length': Buffer.byteLength(content) }).end(content);
    if (failures > 0) return void ((failures -= 1), end(503));
    if (signatureOf(request, secret) !== given(request, 'Signature') || !given(request, 'Credential').startsWith(`${accessKeyId}/`))
      return end(403, 'SignatureDoesNotMatch');
    const hash = String(request.headers['x-amz-content-sha256']);
    if (hash !== 'UNSIGNED-PAYLOAD' && hash !== sha256(body)) return end(400, 'XAmzContentSHA256Mismatch');
    const path = request.url ?? '';
    if (request.method === 'PUT') return void (files.set(path, { bytes: body, type: String(request.headers['content-type']) }), end(200));
    if (request.method === 'DELETE') return void (files.delete(path), end(204));
    const file = files.get(path);
    return file ? end(200, file.bytes) : end(404, 'NoSuchKey');
  };
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    files,
    fail: (times) => (failures = times),
    stop: () => new Promise((resolve) => void (server.closeAllConnections(), server.close(() => resolve()))),
  };
}

function given(request: IncomingMessage, name: string): string {
  return new RegExp(`${name}=([^,\\s]+)`).exec(request.headers.authorization ?? '')?.[1] ?? '';
}

function signatureOf(request: IncomingMessage, secret: string): string {
  const names = given(request, 'SignedHeaders').split(';');
  const headers = names.map((name) => `${name}:${String(request.headers[name]).trim()}\n`).join('');
  const hash = String(request.headers['x-amz-content-sha256']);
  const canonical = [request.method, request.url, '', headers, names.join(';'), hash].join('\n');
  const [, date = '', region = '', service = '', end = ''] = given(request, 'Credential').split('/');
  const text = ['AWS4-HMAC-SHA256', request.headers['x-amz-date'], `${date}/${region}/${service}/${end}`, sha256(canonical)].join('\n');
  const key = [date, region, service, end].reduce<string | Buffer>((secretSoFar, part) => hmac(secretSoFar, part), `AWS4${secret}`);
  return hmac(key, text).toString('hex');
}
