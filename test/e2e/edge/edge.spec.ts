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
const post = (body: string | Buffer, headers: Readonly<Record<string, string>> = {}): Promise<RawAnswer> =>
  send('POST /v1/things', { ...JSON_TYPE, ...headers }, body);

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
    expectProblem(await post('{"quantity":4111111111111111}'), 422, 'request/card-data-refused');
    const named = await post('{"quantity":1,"4242424242424242":1}');
    expectProblem(named, 422, 'request/card-data-refused');
    expect(named.text).not.toContain('4242');
    expect((await post('{"quantity":1,"phone":"4222222222222"}')).status).toBe(201);
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

describe('an operation without a body', () => {
  const polish = (body: string): Promise<RawAnswer> => send(`POST /v1/things/${ID}/polish`, body === '' ? {} : JSON_TYPE, body);

  it('takes none, or an empty object', async () => {
    expect([(await polish('')).status, (await polish('{}')).status]).toEqual([200, 200]);
  });

  it.each([
    ['{"gloss":1}', ['/gloss']],
    ['{"a/b":1,"__x":2}', ['/a~1b', '/__x']],
    ['[]', ['']],
    ['7', ['']],
    ['null', ['']],
  ])('refuses %s', async (body, expected) => {
    const answer = await polish(body);
    expectProblem(answer, 400, 'request/invalid');
    expect(pointers(answer)).toEqual(expected);
  });

  it('says what is unknown in query and body at once', async () => {
    const answer = await send(`DELETE /v1/things/${ID}?force=1`, JSON_TYPE, '{"why":"x"}');
    expect(pointers(answer)).toEqual(['?force', '/why']);
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
    ['two hosts', 'GET /v1/things HTTP/1.1\r\nhost: x\r\nHOST: y\r\nconnection: close\r\n\r\n', 400, 'request/malformed'],
    ['a host that is a path', 'GET /v1/things HTTP/1.1\r\nhost: x/y\r\nconnection: close\r\n\r\n', 400, 'request/malformed'],
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
    ['GET /v1/things#q=a', 400, 'request/malformed'],
    ['GET /v1/things?q=a#b', 400, 'request/malformed'],
    ['GET /v1/things?q=%', 400, 'request/invalid'],
    ['GET /v1/things?q=%ff', 400, 'request/invalid'],
    ['GET /v1/things?%zz=1', 400, 'request/invalid'],
    ['GET /v1/things?q=%00', 400, 'request/invalid'],
    ['GET /v1/things?q=1&q=2', 400, 'request/invalid'],
    ['GET /v1/things?limit=1&LIMIT=2', 400, 'request/invalid'],
    ['GET /v1/things?page=2', 400, 'request/invalid'],
    [`GET /v1/things/${ID}?page=2`, 400, 'request/invalid'],
    [`POST /v1/things/${ID}/polish?gloss=1`, 400, 'request/invalid'],
    ['POST /v1/things?dryRun=1', 400, 'request/invalid'],
    [`DELETE /v1/things/${ID}?force=true`, 400, 'request/invalid'],
    ['GET /health/live?verbose', 400, 'request/invalid'],
    ['GET /v1/things?limit=1e1', 400, 'request/invalid'],
    ['GET /v1/things?limit=+1', 400, 'request/invalid'],
    ['GET /v1/things?limit=', 400, 'request/invalid'],
    ['GET /v1/things?limit[]=1', 400, 'request/invalid'],
    ['GET /v1/things?__proto__=1', 400, 'request/invalid'],
    ['GET /v1/things?constructor=1', 400, 'request/invalid'],
    ['GET /v1/things?=1', 400, 'request/invalid'],
    ['GET /v1/things?q=4242424242424242', 422, 'request/card-data-refused'],
    ['GET /v1/things?q=4242+4242%204242-4242', 422, 'request/card-data-refused'],
    ['GET /v1/things?4242424242424242=1', 422, 'request/card-data-refused'],
    [`GET /v1/things/${ID}?x=4242424242424242`, 422, 'request/card-data-refused'],
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
    expect((await send('GET http://evil.example/nowhere?at=all')).json['instance']).toBe('/nowhere');
  });
});
