import { request, sendRaw, startEdgeApp } from './edge.fixture';
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
const post = (body: string | Buffer, headers: Readonly<Record<string, string>> = {}): Promise<RawAnswer> =>
  send('POST /v1/things', { ...JSON_TYPE, ...headers }, body);

function expectProblem(answer: RawAnswer, status: number, code: string): void {
  expect({ status: answer.status, code: answer.json['code'], type: answer.headers['content-type'] }).toEqual({
    status,
    code,
    type: 'application/problem+json',
  });
  expect(answer.json).toMatchObject({
    type: `http://127.0.0.1:3000/problems/${code}`,
    status,
    title: expect.any(String),
    detail: expect.any(String),
  });
  expect(answer.json['requestId']).toBe(answer.headers['x-request-id']);
}

const pointers = (answer: RawAnswer): unknown =>
  (answer.json['errors'] as { pointer: string }[] | undefined)?.map(({ pointer }) => pointer);

describe('what the strict JSON edge refuses', () => {
  it('takes what is right', async () => {
    const answer = await post('{"quantity":3,"note":"caf\\u00e9","parts":[{"size":1}]}');
    expect(answer.status).toBe(201);
    expect(answer.json['text']).toBe('café');
    expect(answer.headers['location']).toBe(`/v1/things/${ID}`);
  });

  it.each([
    ['3,000 levels of objects', '{"a":'.repeat(3000) + '1' + '}'.repeat(3000), 'request/malformed', undefined],
    ['3,000 levels of lists', '['.repeat(3000) + ']'.repeat(3000), 'request/malformed', undefined],
    ['invalid UTF-8', Buffer.from([0x7b, 0x22, 0x6e, 0xff, 0x22, 0x3a, 0x31, 0x7d]), 'request/malformed', undefined],
    ['a byte order mark', '\ufeff{"quantity":1}', 'request/malformed', undefined],
    ['broken JSON', '{"quantity":1', 'request/malformed', undefined],
    ['a duplicate key', '{"quantity":1,"quantity":2}', 'request/invalid', ['/quantity']],
    ['a duplicate key deep inside', '{"quantity":1,"parts":[{"size":1,"size":2}]}', 'request/invalid', ['/parts/0/size']],
    ['NUL', '{"quantity":1,"note":"a\\u0000b"}', 'request/invalid', ['/note']],
    ['half a surrogate pair', '{"quantity":1,"note":"\\ud800"}', 'request/invalid', ['/note']],
    ['1e308', '{"quantity":1e308}', 'request/invalid', ['/quantity']],
    ['1e3', '{"quantity":1e3}', 'request/invalid', ['/quantity']],
    ['1.0', '{"quantity":1.0}', 'request/invalid', ['/quantity']],
    ['1.5', '{"quantity":1.5}', 'request/invalid', ['/quantity']],
    ['-0', '{"quantity":-0}', 'request/invalid', ['/quantity']],
    ['2^53+1', '{"quantity":9007199254740993}', 'request/invalid', ['/quantity']],
    ['a number as a text', '{"quantity":"1"}', 'request/invalid', ['/quantity']],
    ['a number as true', '{"quantity":true}', 'request/invalid', ['/quantity']],
    ['null', '{"quantity":null}', 'request/invalid', ['/quantity']],
    ['an unknown field', '{"quantity":1,"isAdmin":true}', 'request/invalid', ['/isAdmin']],
    ['an unknown field deep inside', '{"quantity":1,"parts":[{"size":1,"price":0}]}', 'request/invalid', ['/parts/0/price']],
    ['__proto__', '{"quantity":1,"__proto__":{"isAdmin":true}}', 'request/invalid', ['/__proto__']],
    ['constructor', '{"quantity":1,"parts":[{"constructor":{"prototype":1}}]}', 'request/invalid', ['/parts/0/constructor']],
    ['hasOwnProperty', '{"quantity":1,"hasOwnProperty":1}', 'request/invalid', ['/hasOwnProperty']],
    ['a list', '[{"quantity":1}]', 'request/invalid', ['']],
    ['a text', '"quantity"', 'request/invalid', ['']],
    ['nothing', '', 'request/invalid', ['/quantity']],
  ])('%s', async (_, body, code, expected) => {
    const answer = await post(body);
    expectProblem(answer, 400, code);
    if (expected) expect(pointers(answer)).toEqual(expected);
  });

  it('a card number, but not digits that are at home in their field', async () => {
    const refused = await post('{"quantity":1,"note":"4242 4242-4242 4242"}');
    expectProblem(refused, 422, 'request/card-data-refused');
    expect(refused.text).not.toContain('4242');
    expect((await post('{"quantity":1,"phone":"4242424242424242"}')).status).toBe(201);
    expect((await post('{"quantity":1,"note":"4242424242424241"}')).status).toBe(201);
  });

  it('a body over the limit, announced or not', async () => {
    const large = JSON.stringify({ quantity: 1, note: 'x'.repeat(1024 * 1024) });
    expectProblem(await post(large), 413, 'request/too-large');
    const chunked = `${large.length.toString(16)}\r\n${large}\r\n0\r\n\r\n`;
    expectProblem(await post(chunked, { 'transfer-encoding': 'chunked' }), 413, 'request/too-large');
  });

  it.each([
    [{ 'content-type': 'text/plain' }],
    [{ 'content-type': 'application/x-www-form-urlencoded' }],
    [{ 'content-type': 'multipart/form-data; boundary=x' }],
    [{ 'content-type': 'application/merge-patch+json' }],
    [{ 'content-type': 'application/json; charset=latin1' }],
    [{ 'content-type': 'application/json', 'content-encoding': 'gzip' }],
    [{ 'content-type': 'nonsense' }],
    [{ 'content-type': ';;;' }],
    [{}],
  ])('a body of another type: %j', async (headers) => {
    expectProblem(await send('POST /v1/things', headers, '{"quantity":1}'), 415, 'request/unsupported-media-type');
  });

  it('merge patches only in a PATCH', async () => {
    const headers = { 'content-type': 'application/merge-patch+json', 'if-match': '"3-00000000"' };
    const answer = await send(`PATCH /v1/things/${ID}`, headers, '{"quantity":2}');
    expect(answer.json).toMatchObject({ quantity: 2, version: 3 });
  });
});

describe('what the HTTP parser refuses', () => {
  it.each([
    ['a request line of nonsense', 'nonsense\r\n\r\n', 400, 'request/malformed'],
    ['an unknown method', 'BREW / HTTP/1.1\r\nhost: x\r\n\r\n', 400, 'request/malformed'],
    ['an unknown version', 'GET / HTTP/9.9\r\nhost: x\r\n\r\n', 400, 'request/malformed'],
    ['a header without a colon', 'GET / HTTP/1.1\r\nhost: x\r\nbroken header\r\n\r\n', 400, 'request/malformed'],
    ['a control character in a header', 'GET / HTTP/1.1\r\nhost: x\r\na: \x01\r\n\r\n', 400, 'request/malformed'],
    ['two lengths', 'POST /v1/things HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n', 400, 'request/malformed'],
    [
      'length and chunks',
      'POST /v1/things HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\ntransfer-encoding: chunked\r\n\r\n',
      400,
      'request/malformed',
    ],
    ['a length that is no number', 'POST /v1/things HTTP/1.1\r\nhost: x\r\ncontent-length: -1\r\n\r\n', 400, 'request/malformed'],
    [
      'a broken chunk',
      'POST /v1/things HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n',
      400,
      'request/malformed',
    ],
    ['headers without end', `GET / HTTP/1.1\r\nhost: x\r\na: ${'x'.repeat(20_000)}\r\n\r\n`, 431, 'request/headers-too-large'],
    ['a strange expectation', 'GET /v1/things HTTP/1.1\r\nhost: x\r\nexpect: tea\r\n\r\n', 417, 'request/expectation-failed'],
    ['no host', 'GET /v1/things HTTP/1.1\r\nconnection: close\r\n\r\n', 400, 'request/malformed'],
    ['a tunnel', 'CONNECT shop.example:443 HTTP/1.1\r\nhost: x\r\n\r\n', 405, 'request/method-not-allowed'],
  ])('%s', async (_, bytes, status, code) => {
    expectProblem(await sendRaw(edge.port, Buffer.from(bytes, 'latin1')), status, code);
  });
});

describe('paths, queries and methods', () => {
  it.each([
    ['GET /nowhere', 404, 'request/unknown-route'],
    ['GET /v1/things/', 404, 'request/unknown-route'],
    ['GET //v1/things', 404, 'request/unknown-route'],
    ['POST /nowhere', 404, 'request/unknown-route'],
    ['GET /v1/things/%', 400, 'request/malformed'],
    ['GET /v1/things/%zz', 400, 'request/malformed'],
    ['GET /v1/things/%ff', 400, 'request/malformed'],
    ['GET /v1/things/%ed%a0%80', 400, 'request/malformed'],
    ['GET /v1/things/a%00b', 400, 'request/malformed'],
    ['GET /v1/things/prod_1', 400, 'request/invalid'],
    ['GET /v1/things/var_02ITLcBYoUJdzTUMCSHuv3', 400, 'request/invalid'],
    [`GET /v1/things/${'x'.repeat(600)}`, 414, 'request/uri-too-long'],
    ['GET /v1/things/prod_02ITLcBYoUJdzTUMCSHuv4', 404, 'resource/not-found'],
    ['GET /v1/things?q=%', 400, 'request/invalid'],
    ['GET /v1/things?q=%ff', 400, 'request/invalid'],
    ['GET /v1/things?%zz=1', 400, 'request/invalid'],
    ['GET /v1/things?q=%00', 400, 'request/invalid'],
    ['GET /v1/things?q=1&q=2', 400, 'request/invalid'],
    ['GET /v1/things?limit=1&LIMIT=2', 400, 'request/invalid'],
    ['GET /v1/things?page=2', 400, 'request/invalid'],
    ['GET /v1/things?limit=1e1', 400, 'request/invalid'],
    ['GET /v1/things?limit=+1', 400, 'request/invalid'],
    ['GET /v1/things?limit=', 400, 'request/invalid'],
    ['GET /v1/things?limit[]=1', 400, 'request/invalid'],
    ['GET /v1/things?__proto__=1', 400, 'request/invalid'],
    ['GET /v1/things?constructor=1', 400, 'request/invalid'],
    ['GET /v1/things?=1', 400, 'request/invalid'],
    ['GET /v1/things?q=4242424242424242', 422, 'request/card-data-refused'],
    [`GET /v1/things?${'a=1&'.repeat(60)}`, 400, 'request/invalid'],
    ['PUT /v1/things', 405, 'request/method-not-allowed'],
    ['TRACE /v1/things', 405, 'request/method-not-allowed'],
    ['PROPFIND /v1/things', 405, 'request/method-not-allowed'],
    ['DELETE /v1/hooks', 405, 'request/method-not-allowed'],
  ])('%s: %i', async (line, status, code) => {
    const answer = await send(line);
    expectProblem(answer, status, code);
    if (status === 405) expect(answer.headers['allow']).toMatch(/OPTIONS/);
  });

  it('405 names the methods there are', async () => {
    expect((await send('PUT /v1/things')).headers['allow']).toBe('GET, HEAD, OPTIONS, POST');
    expect((await send(`POST /v1/things/${ID}`)).headers['allow']).toBe('DELETE, GET, HEAD, OPTIONS, PATCH');
  });

  it('OPTIONS answers on known paths only', async () => {
    const answer = await send('OPTIONS /v1/things');
    expect([answer.status, answer.headers['allow']]).toEqual([204, 'GET, HEAD, OPTIONS, POST']);
    expectProblem(await send('OPTIONS /nowhere'), 404, 'request/unknown-route');
    expect((await send('OPTIONS *')).status).toBeLessThan(500);
  });

  it('HEAD has the headers of GET and no body', async () => {
    const answer = await send(`HEAD /v1/things/${ID}`);
    expect([answer.status, answer.text]).toEqual([200, '']);
    expect(answer.headers['etag']).toMatch(/^"3-[0-9a-f]{8}"$/);
    expect((await send('HEAD /nowhere')).status).toBe(404);
  });

  it('an absolute address reaches the same route', async () => {
    expect((await send('GET http://shop.example/v1/things')).status).toBe(200);
  });
});

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
    expect([again.status, again.text, again.headers['etag']]).toEqual([304, '', headers['etag']]);
    expect((await send(`GET /v1/things/${ID}`, { 'if-none-match': '"other"' })).status).toBe(200);
  });

  it('a change says which version it is of', async () => {
    const patch = (headers: Readonly<Record<string, string>>) =>
      send(`PATCH /v1/things/${ID}`, { ...JSON_TYPE, ...headers }, '{"quantity":2}');
    expectProblem(await patch({}), 428, 'request/precondition-required');
    expectProblem(await patch({ 'if-match': '"abc"' }), 412, 'request/stale');
    expectProblem(await patch({ 'if-match': 'abc' }), 400, 'request/malformed');
    expect((await patch({ 'if-match': '"7-0123abcd"' })).json['version']).toBe(7);
    expect((await patch({ 'if-match': 'W/"7-0123abcd"' })).json['version']).toBe(7);
    expect((await patch({ 'if-match': '*' })).json['version']).toBeUndefined();
  });

  it('large answers are compressed, small ones are not', async () => {
    expect((await send(`GET /v1/things/${ID}`, { 'accept-encoding': 'gzip' })).headers['content-encoding']).toBe('gzip');
    expect((await send('GET /v1/things', { 'accept-encoding': 'gzip' })).headers['content-encoding']).toBeUndefined();
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
