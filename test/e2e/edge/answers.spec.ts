import { expectProblem, request, sendRaw, startEdgeApp } from './edge.fixture';
import type { EdgeApp, RawAnswer } from './edge.fixture';

const JSON_TYPE = { 'content-type': 'application/json' };
const ID = 'prod_02ITLcBYoUJdzTUMCSHuv3';

let edge: EdgeApp;
beforeAll(async () => {
  edge = await startEdgeApp();
});
afterAll(() => edge.close());

const send = (line: string, headers: Readonly<Record<string, string>> = {}, body: string | Buffer = ''): Promise<RawAnswer> =>
  sendRaw(edge.port, request(line, headers, body));
describe('headers', () => {
  it.each([
    ['text/html', 406],
    ['application/xml;q=1', 406],
    ['application/json;q=0', 406],
    ['*/*;q=0', 406],
    ['text/html, application/json;q=0', 406],
    ['application/json', 200],
    ['application/*', 200],
    ['text/html, */*;q=0.1', 200],
    ['APPLICATION/JSON', 200],
    ['', 200],
    [',,,', 200],
    ['nonsense', 200],
  ])('Accept: %s', async (accept, status) => {
    const answer = await send('GET /v1/things', { accept });
    expect(answer.status).toBe(status);
    if (status === 406) expectProblem(answer, 406, 'request/not-acceptable');
  });

  it.each([
    ['accept-encoding', 'identity;q=0'],
    ['accept-encoding', '*;q=0'],
    ['accept-encoding', ';;;,,'],
    ['accept-encoding', 'x'.repeat(500)],
    ['accept-language', '\xff\xfe'],
    ['range', 'bytes=5-1'],
    ['if-none-match', '"'],
    ['if-none-match', ',,,'],
    ['if-modified-since', 'yesterday'],
    ['authorization', 'Bearer'],
    ['cookie', '=;=;='],
    ['traceparent', 'nonsense'],
    ['x-forwarded-for', 'nonsense, %%%'],
    ['origin', 'null'],
    ['host', '[::'],
    ['content-type', 'a/b'],
    ['upgrade', 'h2c'],
    ['x-request-id', '\xe9'],
    ['expect', '100-continue'],
  ])('oddity %s: %s never breaks anything', async (name, value) => {
    expect((await send(`GET /v1/things/${ID}`, { [name]: value })).status).toBeLessThan(500);
  });

  it('the request id is taken over when it is sane, and echoed', async () => {
    expect((await send('GET /v1/things', { 'x-request-id': 'mine-1' })).headers['x-request-id']).toBe('mine-1');
    expect((await send('GET /v1/things', { 'x-request-id': 'a b' })).headers['x-request-id']).toMatch(/^req_/);
    expect((await send('GET /nowhere', { 'x-request-id': 'x'.repeat(200) })).headers['x-request-id']).toMatch(/^req_/);
  });

  it('a trace goes on', async () => {
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    expect((await send('GET /v1/things', { traceparent })).headers['traceparent']).toBe(traceparent);
    expect((await send('GET /v1/things', { traceparent: 'x' })).headers['traceparent']).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
  });

  it('nothing may be cached, framed or sniffed by default', async () => {
    const { headers } = await send('GET /v1/things');
    expect(headers).toMatchObject({ 'cache-control': 'private, no-store', 'x-content-type-options': 'nosniff' });
    expect(headers['content-security-policy']).toBe("default-src 'none'; frame-ancestors 'none'");
    expect(headers['strict-transport-security']).toBeUndefined();
    expect(headers['access-control-allow-origin']).toBeUndefined();
  });

  it('what is public says how long it keeps, and has a tag to ask again with', async () => {
    const { headers } = await send(`GET /v1/things/${ID}`);
    expect(headers['cache-control']).toBe('public, max-age=10, s-maxage=60, stale-while-revalidate=30');
    const again = await send(`GET /v1/things/${ID}`, { 'if-none-match': `W/"x", ${headers['etag']}` });
    expect([again.status, again.text, again.headers['etag'], again.headers['vary']]).toEqual([304, '', headers['etag'], headers['vary']]);
    expect(headers['vary']).toContain('accept-encoding');
    expect((await send(`GET /v1/things/${ID}`, { 'if-none-match': '"other"' })).status).toBe(200);
    const head = await send(`HEAD /v1/things/${ID}`, { 'if-none-match': String(headers['etag']), 'accept-encoding': 'gzip' });
    expect([head.status, head.text, head.headers['etag'], head.headers['vary']]).toEqual([304, '', headers['etag'], headers['vary']]);
    for (const { headers: known } of [again, head])
      expect(Object.keys(known).filter((name) => /^content-(type|length|encoding)$/.test(name))).toEqual([]);
  });

  it('a change says which version it is of', async () => {
    const patch = (headers: Readonly<Record<string, string>>) =>
      send(`PATCH /v1/things/${ID}`, { ...JSON_TYPE, ...headers }, '{"quantity":2}');
    expectProblem(await patch({}), 428, 'request/precondition-required');
    expectProblem(await patch({ 'if-match': '"abc"' }), 412, 'request/stale');
    expectProblem(await patch({ 'if-match': 'abc' }), 400, 'request/malformed');
    expect((await patch({ 'if-match': '"7-0123abcd"' })).json['version']).toBe(7);
    expect((await patch({ 'if-match': 'W/"7-0123abcd"' })).json['version']).toBe(7);
    expect((await patch({ 'if-match': '"theirs", "7-0123abcd"' })).json['version']).toBe(7);
    expect((await patch({ 'if-match': '*' })).json['version']).toBeUndefined();
  });

  it('large answers are compressed, small ones are not', async () => {
    expect((await send(`GET /v1/things/${ID}`, { 'accept-encoding': 'gzip' })).headers['content-encoding']).toBe('gzip');
    expect((await send('GET /v1/things', { 'accept-encoding': 'gzip' })).headers['content-encoding']).toBeUndefined();
  });

  it.each(['br', 'gzip', 'deflate'])(
    'compressed with %s they are one piece, which can lie in the kernel, and no stream that waits for its reader',
    async (coding) => {
      const { headers } = await send('GET /v1/long', { 'accept-encoding': coding });
      expect([headers['content-encoding'], headers['transfer-encoding'], headers['vary']]).toEqual([
        coding,
        undefined,
        expect.stringContaining('accept-encoding'),
      ]);
      expect(Number(headers['content-length'])).toBeGreaterThan(90_000);
    },
  );

  it.each([
    ['*', 'br'],
    ['x-gzip', 'gzip'],
    ['gzip;q=0, *', 'br'],
    ['br;q=0.1, gzip;q=1', 'gzip'],
    ['br;q=0, gzip;q=0, deflate;q=0.5', 'deflate'],
    ['identity', undefined],
    ['*;q=0', undefined],
    ['br;q=0.0000, gzip;q=often', undefined],
  ])('who takes %s gets %s', async (accepted, coding) => {
    const { headers } = await send('GET /v1/long', { 'accept-encoding': accepted });
    expect([headers['content-encoding'], headers['transfer-encoding']]).toEqual([coding, undefined]);
  });

  it('an address means the same in another spelling', async () => {
    for (const address of ['/v1/things', 'http://shop.example/v1/things', '/v%31/t%68ings']) {
      expectProblem(await send(`GET ${address}`, { accept: 'text/html' }), 406, 'request/not-acceptable');
    }
    const { headers } = await send('GET http://shop.example/v1/things?limit=2');
    expect(headers['link']).toBe('<http://127.0.0.1:3000/v1/things?limit=2&cursor=next>; rel="next"');
  });

  it('a page links to the next one', async () => {
    const answer = await send('GET /v1/things?limit=2&q=a%20b&include=total');
    expect(answer.json).toMatchObject({ page: { nextCursor: 'next', hasMore: true }, total: 3 });
    expect(answer.headers['link']).toBe('<http://127.0.0.1:3000/v1/things?limit=2&q=a+b&include=total&cursor=next>; rel="next"');
    expect((await send('GET /v1/things')).headers['link']).toBeUndefined();
  });
});

describe('bodies of other kinds', () => {
  it('raw ones arrive to the byte, of any type', async () => {
    const bytes = Buffer.from([0xff, 0x00, 0x7b, 0x31, 0x65, 0x33]);
    expect((await send('POST /v1/hooks', JSON_TYPE, bytes)).json['hex']).toBe('ff007b316533');
    expect((await send('POST /v1/hooks', { 'content-type': 'text/odd' }, bytes)).json['hex']).toBe('ff007b316533');
    expect((await send('POST /v1/hooks', {}, bytes)).json['hex']).toBe('ff007b316533');
  });

  it('uploads come as multipart, and broken ones are 4xx', async () => {
    const part = '--b\r\ncontent-disposition: form-data; name="file"; filename="a.csv"\r\n\r\n1234\r\n--b--\r\n';
    const type = { 'content-type': 'multipart/form-data; boundary=b' };
    expect((await send('POST /v1/uploads', type, part)).json['bytes']).toBe(4);
    expectProblem(await send('POST /v1/uploads', JSON_TYPE, '{}'), 415, 'request/unsupported-media-type');
    for (const [headers, body] of [
      [type, part.slice(0, -12)],
      [type, 'nonsense'],
      [{ 'content-type': 'multipart/form-data' }, part],
    ] as const) {
      const answer = await send('POST /v1/uploads', headers, body);
      expect([answer.status >= 400 && answer.status < 500, answer.headers['content-type']]).toEqual([true, 'application/problem+json']);
    }
  });
});

describe('failures of our own', () => {
  it('tell nothing but the id under which they are logged', async () => {
    const answer = await send('GET /v1/boom');
    expectProblem(answer, 500, 'server/unexpected');
    expect(answer.text).not.toContain('hunter2');
  });

  it.each([
    ['1406', 400],
    ['1264', 400],
    ['1366', 400],
    ['3819', 422],
    ['4025', 422],
    ['1062', 409],
    ['1452', 409],
    ['1205', 503],
    ['1040', 503],
    ['1213', 503],
    ['ECONNREFUSED', 503],
    ['PROTOCOL_CONNECTION_LOST', 503],
    ['1146', 500],
  ])('database error %s is %i', async (errno, status) => {
    const answer = await send(`GET /v1/failures/${errno}`);
    expect([answer.status, answer.headers['content-type']]).toEqual([status, 'application/problem+json']);
    expect(answer.headers['retry-after'] !== undefined).toBe(status === 503);
    expect(answer.text).not.toContain('driver');
  });
});

describe('pages and probes', () => {
  it('every problem has a page, for people and for programs', async () => {
    const html = await send('GET /problems/request/invalid', { accept: 'text/html,*/*;q=0.8' });
    expect([html.status, html.headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
    expect(html.text).toContain('<h1>The request does not have the documented shape</h1>');
    const json = await send('GET /problems/request/invalid');
    expect(json.json).toMatchObject({ code: 'request/invalid', status: 400, type: 'http://127.0.0.1:3000/problems/request/invalid' });
    const example = [{ pointer: '/quantity', code: 'integer', detail: 'must be a whole number from 1 to 999' }];
    const description = 'What is wrong with the request, field by field.';
    expect(json.json['members']).toEqual([{ name: 'errors', description, required: true, example }]);
    expect(html.text).toContain(
      `<tr><td><code>errors</code></td><td>${description}</td><td><code>[{&quot;pointer&quot;:&quot;/quantity&quot;`,
    );
    const [rare, none] = [
      await send('GET /problems/server/unavailable', { accept: 'text/html' }),
      await send('GET /problems/auth/forbidden'),
    ];
    expect(rare.text).toContain('<td>Of /health/ready only: what was looked at, part by part. Not always there.</td>');
    expect(none.json['members']).toEqual([]);
    expect((await send('GET /problems')).json['data']).toEqual(
      expect.arrayContaining([expect.objectContaining({ code: 'server/overloaded' })]),
    );
    expectProblem(await send('GET /problems/no/such'), 404, 'resource/not-found');
  });

  it('the process tells that it lives, and what keeps it from work', async () => {
    expect((await send('GET /health/live')).json).toEqual({ status: 'ok', checks: {} });
    const ready = await send('GET /health/ready');
    expectProblem(ready, 503, 'server/unavailable');
    expect(ready.json['checks']).toEqual({ database: 'failing', serving: 'ok' });
  });

  it('metrics count answers by route, not by address', async () => {
    await send(`GET /v1/things/${ID}`);
    const metrics = await fetch(`${edge.url}/metrics`).then((answer) => answer.text());
    expect(metrics).toMatch(/portico_http_request_seconds_count\{method="GET",route="\/v1\/things\/:id",status="200"\} \d+/);
    expect(metrics).not.toContain(ID);
    expect(metrics).toContain('process_cpu_seconds_total');
  });

  it('streams are not cut off', async () => {
    const answer = await fetch(`${edge.url}/v1/stream`, { headers: { accept: 'text/event-stream' } });
    const reader = answer.body?.getReader();
    const chunk = await reader?.read();
    await reader?.cancel();
    expect(answer.headers.get('content-type')).toContain('text/event-stream');
    expect(Buffer.from(chunk?.value ?? []).length).toBeGreaterThanOrEqual(0);
  });
});
