import { randomUUID } from 'node:crypto';
import type { InjectOptions } from 'fastify';
import type { LightMyRequestResponse } from 'fastify';
import { startAuth } from '../auth/auth-app';
import type { AuthApp } from '../auth/auth-app';
import { failures, Kiln, KilnModule, MugController } from './idempotency.fixture';

let auth: AuthApp;
let kiln: Kiln;

beforeAll(async () => {
  auth = await startAuth([MugController], [KilnModule]);
  kiln = auth.app.get(Kiln, { strict: false });
});
beforeEach(async () => {
  await auth.empty();
  await kiln.prepare();
});
afterAll(() => auth.close());

interface Sent {
  readonly path?: string;
  readonly body?: object;
  readonly headers?: Readonly<Record<string, string>>;
}

function send(
  key: string | undefined,
  { path = '/v1/mugs', body = { size: 1 }, headers = {} }: Sent = {},
): Promise<LightMyRequestResponse> {
  const request: InjectOptions = {
    method: 'POST',
    url: path,
    payload: body,
    headers: { ...headers, ...(key !== undefined && { 'idempotency-key': key }) },
  };
  return auth.app.getHttpAdapter().getInstance().inject(request) as Promise<LightMyRequestResponse>;
}

const told = (answer: LightMyRequestResponse): unknown[] => [answer.statusCode, answer.json<{ code?: string }>().code];
const rows = (): Promise<{ status: string; fence: number; idempotency_key: string; answer_body: string | null; hours: string }[]> =>
  auth.database.query(
    'SELECT status, fence, idempotency_key, answer_body, TIMESTAMPDIFF(MINUTE, UTC_TIMESTAMP(3), expires_at) / 60 AS hours FROM platform_idempotency',
  );
const endLeases = (): Promise<number> =>
  auth.database.execute('UPDATE platform_idempotency SET lease_until = UTC_TIMESTAMP(3) - INTERVAL 1 SECOND');
const slowly = '/v1/mugs/slowly';

describe('the same key and the same request', () => {
  it('is answered as before, byte for byte and marked, and has its effect once', async () => {
    const key = randomUUID();
    const first = await send(key);
    const again = await send(key);
    expect([first.statusCode, again.statusCode, again.body]).toEqual([201, 201, first.body]);
    expect([first.headers['idempotent-replayed'], again.headers['idempotent-replayed']]).toEqual([undefined, 'true']);
    expect([again.headers.location, again.headers['content-type']]).toEqual([first.headers.location, first.headers['content-type']]);
    expect([kiln.runs, await kiln.mugs()]).toEqual([1, 1]);
  });

  it('is the same request in whatever order its members come, and under a quoted key', async () => {
    const key = randomUUID();
    const first = await send(key);
    expect((await send(`"${key}"`)).body).toBe(first.body);
    expect((await send('"say \\"hi\\""')).statusCode).toBe(201);
    expect((await send('say "hi"')).headers['idempotent-replayed']).toBe('true');
    expect(kiln.runs).toBe(2);
  });

  it('is answered for two days and more, sealed', async () => {
    await send(randomUUID());
    const [row] = await rows();
    expect(Number(row?.hours)).toBeGreaterThan(47.9);
    expect(row?.answer_body).not.toContain('secret');
  });

  it('has one effect when twenty come at once: the others are told to wait, or get the answer', async () => {
    const key = randomUUID();
    const answers = await Promise.all(Array.from({ length: 20 }, () => send(key)));
    const statuses = new Set(answers.map((answer) => answer.statusCode));
    expect([...statuses].sort().every((status) => status === 201 || status === 409)).toBe(true);
    expect(new Set(answers.filter(({ statusCode }) => statusCode === 201).map(({ body }) => body)).size).toBe(1);
    expect([kiln.runs, await kiln.mugs()]).toEqual([1, 1]);
  });
});

describe('keys', () => {
  it('that are required and missing, or unusable, are refused', async () => {
    expect(told(await send(undefined, { path: slowly }))).toEqual([400, 'idempotency/key-required']);
    for (const key of ['', 'x'.repeat(256), 'caf\u00e9', '""']) expect(told(await send(key))).toEqual([400, 'idempotency/key-invalid']);
    expect((await send('x'.repeat(255))).statusCode).toBe(201);
    expect((await send(undefined)).statusCode).toBe(201);
    expect(await rows()).toHaveLength(1);
  });

  it('are compared byte by byte', async () => {
    for (const key of ['Key', 'key', 'KEY']) await send(key);
    expect((await rows()).map((row) => row.idempotency_key).sort()).toEqual(['KEY', 'Key', 'key']);
    expect(kiln.runs).toBe(3);
  });

  it('belong to one caller on one route', async () => {
    const [cart, otherCart] = ['c', 'd'].map((letter) => ({ headers: { 'x-cart-token': letter.repeat(43) } }));
    for (const sent of [{}, cart, otherCart, { path: slowly }, { headers: { 'x-order-token': 'c'.repeat(42) + 'e' } }]) {
      expect((await send('one key for all', sent)).headers['idempotent-replayed']).toBeUndefined();
    }
    expect(kiln.runs).toBe(5);
  });

  it('of another body or query are refused, with what was answered kept', async () => {
    const key = randomUUID();
    const first = await send(key);
    expect(told(await send(key, { body: { size: 2 } }))).toEqual([422, 'idempotency/key-reused']);
    expect((await send(key)).body).toBe(first.body);
    expect(kiln.runs).toBe(1);
  });
});

describe('a caller without account or token', () => {
  it.each([
    '1',
    'my-cart',
    'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa',
    '00000000-0000-0000-0000-000000000000',
    'create-a-cart-for-me-please-please',
  ])('who uses the key %s, which others on the network may use as well, gets no secrets repeated', async (key) => {
    const first = await send(key);
    const again = await send(key);
    expect(first.json()).toEqual({ made: 1, token: 'secret of run 1' });
    expect([again.json(), again.headers['idempotent-replayed']]).toEqual([{ made: 1 }, 'true']);
  });

  it.each([randomUUID(), '9f86d081884c7d659a2feaa0c55ad015', 'V1StGXR8_Z5jdHi6B-myT'])(
    'who uses the random key %s gets all of the answer again',
    async (key) => {
      const first = await send(key);
      expect((await send(key)).body).toBe(first.body);
    },
  );

  it('is told from others by a token, if he has one, whatever the key', async () => {
    const headers = { 'x-cart-token': 'c'.repeat(43) };
    const first = await send('1', { headers });
    expect((await send('1', { headers })).body).toBe(first.body);
  });
});

describe('what is kept', () => {
  it('is a decision, also one against the request', async () => {
    kiln.after = async () => Promise.reject(failures.decided());
    const first = await send('k');
    kiln.after = async () => undefined;
    const again = await send('k');
    expect([told(first), again.statusCode, again.headers['idempotent-replayed']]).toEqual([[409, 'resource/conflict'], 409, 'true']);
    expect([first.headers['content-type'], again.headers['content-type']]).toEqual(Array(2).fill('application/problem+json'));
    expect([kiln.runs, await kiln.mugs()]).toEqual([1, 0]);
  });

  it.each([
    ['a failure of ours', failures.broken, 500],
    ['a throttled request', failures.throttled, 429],
  ])('is not %s: the key is free, for another request too', async (_, failure, status) => {
    kiln.after = async () => Promise.reject(failure());
    expect((await send('k')).statusCode).toBe(status);
    expect(await rows()).toMatchObject([{ status: 'released' }]);
    kiln.after = async () => undefined;
    const again = await send('k', { body: { size: 2 } });
    expect([again.statusCode, again.headers['idempotent-replayed'], await kiln.mugs()]).toEqual([201, undefined, 1]);
    expect((await send('k')).statusCode).toBe(422);
  });

  it('is no wrong shape: the corrected request may use the key', async () => {
    expect((await send('k', { body: { size: 'large' } })).statusCode).toBe(400);
    expect((await send('k')).statusCode).toBe(201);
  });

  it('is nothing of callers who are not signed in, who get no replay either', async () => {
    expect((await send('k', { path: '/v1/mugs/mine' })).statusCode).toBe(401);
    expect(await rows()).toEqual([]);
  });
});

describe('a request that is still worked on', () => {
  it('is said to be, with the time to come back', async () => {
    const { first, open } = await stalled('k', slowly);
    const second = await send('k', { path: slowly });
    const other = await send('k', { path: slowly, body: { size: 2 } });
    open();
    expect([told(second), second.headers['retry-after'], other.statusCode]).toEqual([[409, 'idempotency/in-progress'], '1', 422]);
    expect((await first).statusCode).toBe(201);
    expect((await send('k', { path: slowly })).headers['idempotent-replayed']).toBe('true');
    expect(kiln.runs).toBe(1);
  });

  it('by a worker whose lease is over is taken over, and that worker cannot commit any more', async () => {
    const key = randomUUID();
    const { first, open } = await stalled(key, slowly);
    await endLeases();
    const second = await send(key, { path: slowly });
    open();
    expect([second.statusCode, (await first).statusCode]).toEqual([201, 409]);
    expect(await rows()).toMatchObject([{ status: 'completed', fence: 2 }]);
    expect([await kiln.mugs(), (await send(key, { path: slowly })).body]).toEqual([1, second.body]);
  });

  it('by an atomic worker is not taken over while he lives: he holds its row from his first statement on', async () => {
    const key = randomUUID();
    const { first, open } = await stalled(key, '/v1/mugs');
    const stolen = endLeases();
    open();
    const { body } = await first;
    await stolen;
    const again = await send(key);
    expect([again.body, again.headers['idempotent-replayed'], kiln.runs, await kiln.mugs()]).toEqual([body, 'true', 1, 1]);
  });

  it('by an old worker stays his no more, even when the one after him gave the key back', async () => {
    const { first, open } = await stalled('k', slowly);
    await endLeases();
    kiln.after = async () => (kiln.runs === 2 ? Promise.reject(failures.broken()) : undefined);
    expect((await send('k', { path: slowly })).statusCode).toBe(500);
    const before = await kiln.mugs();
    open();
    expect([(await first).statusCode, await kiln.mugs()]).toEqual([409, before]);
  });
});

/** The first worker stalls before it writes anything; those after it run through. */
async function stalled(key: string, path: string): Promise<{ readonly first: Promise<LightMyRequestResponse>; readonly open: () => void }> {
  let open: () => void = () => undefined;
  const gate = new Promise<void>((resolve) => (open = resolve));
  kiln.before = () => (kiln.runs === 1 ? gate : Promise.resolve());
  const first = send(key, { path });
  await until(() => kiln.runs === 1);
  return { first, open };
}

async function until(condition: () => boolean): Promise<void> {
  for (let waited = 0; !condition() && waited < 5_000; waited += 5) await new Promise((resolve) => setTimeout(resolve, 5));
  expect(condition()).toBe(true);
}
