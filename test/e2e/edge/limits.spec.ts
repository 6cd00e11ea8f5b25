import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { Agent, request as httpRequest } from 'node:http';
import { Socket, connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { SlowReaders } from '../../../src/platform/http/slow-readers';
import { Admission } from '../../../src/platform/http/admission';
import { closeLatch, latch, startEdgeApp } from './edge.fixture';
import type { EdgeApp } from './edge.fixture';
import { portOf, until } from './waiting';

async function withApp(environment: Readonly<Record<string, string>>, run: (edge: EdgeApp) => Promise<void>): Promise<void> {
  const edge = await startEdgeApp(environment);
  try {
    await run(edge);
  } finally {
    await edge.close();
  }
}

const get = async (edge: EdgeApp, path: string, headers: Readonly<Record<string, string>> = {}, method = 'GET') => {
  const answer = await fetch(`${edge.url}${path}`, { method, headers });
  return { status: answer.status, headers: answer.headers, json: JSON.parse((await answer.text()) || '{}') as Record<string, unknown> };
};

describe('the general limit', () => {
  it('counts down, then refuses with the time to wait; probes are free', async () => {
    await withApp({ RATE_LIMITS: 'on', RATE_LIMIT_PER_MINUTE: '3' }, async (edge) => {
      const first = await get(edge, '/v1/things');
      expect(first.headers.get('ratelimit-policy')).toBe('"general";q=3;w=60');
      expect(first.headers.get('ratelimit')).toBe('"general";r=2;t=60');
      await get(edge, '/nowhere');
      await get(edge, '/v1/things');
      const refused = await get(edge, '/v1/things');
      expect([refused.status, refused.json['code']]).toEqual([429, 'request/too-many']);
      expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(50);
      expect((await get(edge, '/health/live')).status).toBe(200);
    });
  });

  it('counts by the address that a trusted proxy reports, and believes nobody else', async () => {
    const limits = { RATE_LIMITS: 'on', RATE_LIMIT_PER_MINUTE: '1' };
    const from = (edge: EdgeApp, ip: string) => get(edge, '/v1/things', { 'x-forwarded-for': ip });
    await withApp({ ...limits, TRUSTED_PROXIES: '127.0.0.1' }, async (edge) => {
      expect((await from(edge, '203.0.113.1')).status).toBe(200);
      expect((await from(edge, '203.0.113.2')).status).toBe(200);
      expect((await from(edge, '203.0.113.2')).status).toBe(429);
      expect((await from(edge, '2001:db8::1')).status).toBe(200);
      expect((await from(edge, '2001:db8::2')).status).toBe(429);
    });
    await withApp(limits, async (edge) => {
      expect((await from(edge, '203.0.113.1')).status).toBe(200);
      expect((await from(edge, '203.0.113.2')).status).toBe(429);
    });
  });
});

describe('other origins', () => {
  it('are let in by name only, preflights included', async () => {
    await withApp({ CORS_ORIGINS: 'https://shop.example', PUBLIC_URL: 'https://api.shop.example' }, async (edge) => {
      const preflight = { 'access-control-request-method': 'POST', 'access-control-request-headers': 'content-type' };
      const known = await get(edge, '/v1/things', { origin: 'https://shop.example', ...preflight }, 'OPTIONS');
      expect([known.status, known.headers.get('access-control-allow-origin')]).toEqual([204, 'https://shop.example']);
      expect(known.headers.get('access-control-allow-methods')).toBe('GET, HEAD, OPTIONS, POST');
      expect(known.headers.get('access-control-allow-headers')).toContain('idempotency-key');
      const foreign = await get(edge, '/v1/things', { origin: 'https://evil.example', ...preflight }, 'OPTIONS');
      expect(foreign.headers.get('access-control-allow-origin')).toBeNull();
      const answer = await get(edge, '/v1/things', { origin: 'https://shop.example' });
      expect(answer.headers.get('access-control-allow-origin')).toBe('https://shop.example');
      expect(answer.headers.get('access-control-expose-headers')).toContain('etag');
      expect(answer.headers.get('vary')).toContain('Origin');
      expect(answer.headers.get('strict-transport-security')).toContain('max-age=31536000');
    });
  });
});

describe('overload', () => {
  it('is refused at once, with a time to come back', async () => {
    await withApp({}, async (edge) => {
      const admission = edge.app.get(Admission);
      let inside = 0;
      await expect(
        (async () => {
          for (; inside < 1_000; inside += 1) await admission.enter('ordinary');
        })(),
      ).rejects.toThrow('busy');
      const refused = await get(edge, '/v1/things');
      expect([refused.status, refused.json['code'], refused.headers.get('retry-after')]).toEqual([
        503,
        'server/overloaded',
        expect.stringMatching(/^[12]$/),
      ]);
      expect((await get(edge, '/health/live')).status).toBe(200);
      for (; inside > 0; inside -= 1) admission.leave('ordinary');
      expect((await get(edge, '/v1/things')).status).toBe(200);
      expect(admission.current).toBe(0);
    });
  });

  it('what needs no place is looked after, too, until it is taken; a stream is not', async () => {
    await withApp({}, async (edge) => {
      const watched = jest.spyOn(edge.app.get(SlowReaders, { strict: false }), 'watch');
      for (const path of ['/metrics', '/health/live', '/nowhere', '/v1/things']) await (await fetch(`${edge.url}${path}`)).text();
      expect(watched).toHaveBeenCalledTimes(4);
      const stream = await fetch(`${edge.url}/v1/stream`, { headers: { accept: 'text/event-stream' } });
      expect(watched).toHaveBeenCalledTimes(4);
      await stream.body?.cancel();
    });
  });

  it('gives the place back when the request is refused', async () => {
    await withApp({}, async (edge) => {
      await get(edge, '/v1/things?limit=x');
      await until(() => edge.app.get(Admission).current === 0);
    });
  });
});

describe('slow clients', () => {
  const slowBody = (port: number, length: number): Socket => {
    const socket = connect(port, '127.0.0.1').on('error', () => undefined);
    socket.write(`POST /v1/things HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: ${length}\r\n\r\n{"quan`);
    return socket;
  };
  const add = (edge: EdgeApp) =>
    fetch(`${edge.url}/v1/things`, { method: 'POST', body: '{"quantity":1}', headers: { 'content-type': 'application/json' } });

  it('take no place with a body that does not come, so that everybody else is served', async () => {
    await withApp({}, async (edge) => {
      const sockets = Array.from({ length: 200 }, () => slowBody(edge.port, 14));
      await sleep(200);
      expect(edge.app.get(Admission).current).toBe(0);
      expect([(await get(edge, '/v1/things')).status, (await add(edge)).status]).toEqual([200, 201]);
      const answer = once(sockets[0] ?? new Socket(), 'data');
      sockets[0]?.write('tity":1}');
      expect(String((await answer)[0])).toContain('HTTP/1.1 201');
      for (const socket of sockets) socket.destroy();
      await until(() => edge.app.get(Admission).current === 0);
    });
  });

  it('may announce so much at once and no more, until they hang up', async () => {
    await withApp({}, async (edge) => {
      const sockets = Array.from({ length: 64 }, () => slowBody(edge.port, 1024 * 1024));
      await sleep(200);
      const refused = await add(edge);
      expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, expect.stringMatching(/^[12]$/)]);
      expect((await get(edge, '/v1/things')).status).toBe(200);
      for (const socket of sockets) socket.destroy();
      await sleep(200);
      expect((await add(edge)).status).toBe(201);
    });
  });
});

describe('a client that hangs up while its operation runs', () => {
  const LATE_MS = 100;
  it.each(['GET', 'POST'])('leaves the place of a %s taken until the operation has ended', async (method) => {
    await withApp({}, async (edge) => {
      closeLatch();
      const hangUp = new AbortController();
      const asked = fetch(`${edge.url}/v1/slow`, {
        method,
        signal: hangUp.signal,
        ...(method === 'POST' && { body: '{}', headers: { 'content-type': 'application/json' } }),
      });
      const admission = edge.app.get(Admission);
      await until(() => admission.current === 1);
      await sleep(LATE_MS);
      hangUp.abort();
      await expect(asked).rejects.toThrow('abort');
      await sleep(LATE_MS);
      expect(admission.current).toBe(1);
      latch.open();
      await until(() => admission.current === 0);
    });
  });

  it('gives the place back once, however the answer went out', async () => {
    await withApp({}, async (edge) => {
      const admission = edge.app.get(Admission);
      const post = { method: 'POST', headers: { 'content-type': 'application/json' } };
      for (const body of ['{"quantity":1}', '{"quantity":']) await fetch(`${edge.url}/v1/things`, { ...post, body });
      await Promise.all(['/v1/things', '/v1/boom', '/nowhere'].map((path) => fetch(`${edge.url}${path}`)));
      await until(() => admission.current === 0);
    });
  });
});

describe('the end', () => {
  it('waits for a download that is under way, beside a stream that has no end', async () => {
    const server = startServer();
    try {
      const port = await portOf(server);
      const stream = await fetch(`http://127.0.0.1:${port}/v1/stream`, { headers: { accept: 'text/event-stream' } });
      const file = await fetch(`http://127.0.0.1:${port}/v1/file`, { headers: { 'accept-encoding': 'identity' } });
      server.kill('SIGTERM');
      const ended = once(server, 'exit');
      expect(await file.text()).toBe('line\n'.repeat(20));
      await stream.text().catch(() => undefined);
      expect(await ended).toEqual([0, null]);
    } finally {
      server.kill('SIGKILL');
    }
  }, 60_000);

  it('fails no request of busy keep-alive clients, and comes soon although streams are open', async () => {
    const server = startServer();
    try {
      const port = await portOf(server);
      const agent = new Agent({ keepAlive: true, maxSockets: 10 });
      const stream = await fetch(`http://127.0.0.1:${port}/v1/stream`, { headers: { accept: 'text/event-stream' } });
      const outcomes: (number | 'refused' | 'failed')[] = [];
      let running = true;
      const served = new Set<number>();
      const client = async (_: unknown, number: number) => {
        while (running) {
          outcomes.push(await ask(agent, port));
          served.add(number);
        }
      };
      const clients = Array.from({ length: 10 }, client);
      // Counted, not timed: on a busy machine half a second may be nothing, and a connection that was never accepted is not a busy client's.
      while (served.size < 10 || outcomes.length < 50) await sleep(10);
      server.kill('SIGTERM');
      const [code] = (await once(server, 'exit')) as [number];
      running = false;
      await Promise.all(clients);
      agent.destroy();
      await stream.text().catch(() => undefined);
      expect(code).toBe(0);
      expect(outcomes.filter((outcome) => outcome !== 'refused' && outcome !== 200)).toEqual([]);
    } finally {
      server.kill('SIGKILL');
    }
  }, 60_000);
});

const startServer = (): ChildProcess =>
  spawn(process.execPath, ['-r', '@swc-node/register', join(__dirname, 'edge.server.ts')], { stdio: ['ignore', 'pipe', 'inherit'] });

/** A refused connection is no failed request: nothing was sent, and another process would take it. */
function ask(agent: Agent, port: number): Promise<number | 'refused' | 'failed'> {
  return new Promise((resolve) => {
    const request = httpRequest({ agent, port, host: '127.0.0.1', path: '/v1/things' }, (answer) => {
      answer.resume();
      answer.on('end', () => resolve(answer.statusCode ?? 'failed'));
      answer.on('error', () => resolve('failed'));
    });
    request.on('error', (error: NodeJS.ErrnoException) =>
      setTimeout(() => resolve(error.code === 'ECONNREFUSED' ? 'refused' : 'failed'), 20),
    );
    request.end();
  });
}
