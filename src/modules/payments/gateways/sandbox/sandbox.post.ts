import { Agent as PlainAgent, request as plainRequest } from 'node:http';
import type { IncomingMessage, OutgoingHttpHeaders } from 'node:http';
import { Agent as SecureAgent, request as secureRequest } from 'node:https';

const agents = { plain: new PlainAgent({ keepAlive: true }), secure: new SecureAgent({ keepAlive: true }) };

/**
 * Posts and answers the status; follows nothing. Over connections that stay open, and without `fetch`, which costs three times as much: the
 * shop that is called is mostly this process itself. A signal of `AbortSignal.timeout` would go off behind every answer, and make an error each time.
 */
export function post(url: string, headers: OutgoingHttpHeaders, body: Buffer, patienceMs: number): Promise<number> {
  const secure = url.startsWith('https:');
  const options = {
    method: 'POST',
    agent: secure ? agents.secure : agents.plain,
    headers: { ...headers, 'content-length': body.length },
  };
  return new Promise<number>((resolve, reject) => {
    const answered = (response: IncomingMessage): void => {
      response.once('error', reject).once('end', () => resolve(response.statusCode ?? 0));
      response.resume();
    };
    const request = secure ? secureRequest(url, options, answered) : plainRequest(url, options, answered);
    const patience = setTimeout(() => request.destroy(new Error(`No answer within ${patienceMs} ms`)), patienceMs);
    request
      .once('error', reject)
      .once('close', () => clearTimeout(patience))
      .end(body);
  });
}
