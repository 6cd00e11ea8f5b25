import { request } from 'node:http';
import type { Agent, IncomingHttpHeaders } from 'node:http';

export interface PlainAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** The bytes as they come: `fetch` would undo the coding, and ask over whichever connection it likes. */
export function plainGet(port: number | undefined, path: string, headers: Record<string, string>, agent?: Agent): Promise<PlainAnswer> {
  return new Promise((resolve, reject) => {
    const sent = request({ port, host: '127.0.0.1', path, headers, agent }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: Buffer.concat(chunks) }));
    });
    sent.on('error', reject).end();
  });
}
