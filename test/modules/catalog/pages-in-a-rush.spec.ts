import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { Agent } from 'node:http';
import { CatalogWriter } from '../../../src/modules/catalog';
import { Admission } from '../../../src/platform/http/admission';
import { Metrics } from '../../../src/platform/observability/metrics';
import { plainGet } from '../../support/plain-get';
import type { PlainAnswer as Page } from '../../support/plain-get';
import { eur, productDraft, variantDraft } from './catalog.fixture';
import { CatalogShop } from './catalog-http.fixture';

const ORIGIN = 'https://shop.example';
/** As long as a page is kept while there is time to make another. */
const KEPT_MS = 5_000;
const PATIENCE_MS = 20_000;
/** More than are refused before what is asked for is known at the door. */
const MANY = 50;

let shop: CatalogShop;
let admission: Admission;
let port: number;
let agent: Agent;

beforeAll(async () => {
  // Behind a proxy nobody is made to wait, which would take its time here.
  shop = await CatalogShop.start({ CATALOG_CACHE: 'on', RATE_LIMITS: 'off', CORS_ORIGINS: ORIGIN, TRUSTED_PROXIES: '10.0.0.1' });
  admission = shop.app.get(Admission, { strict: false });
  port = Number(new URL(await shop.app.getUrl()).port);
  for (let index = 0; index < 12; index += 1) await put(`mug-${index}`, 1_000);
});
afterAll(() => shop.close());

beforeEach(() => (agent = new Agent({ keepAlive: true, maxSockets: 1 })));
afterEach(() => {
  disperse();
  agent.destroy();
});

const put = (slug: string, price: number): Promise<unknown> =>
  shop.app.get(CatalogWriter, { strict: false }).upsertProduct(productDraft(slug, { variants: [variantDraft({ prices: [eur(price)] })] }));

/** Always over the same connection. */
const get = (path: string, headers: Record<string, string> = {}): Promise<Page> => plainGet(port, path, headers, agent);

/** The house is full of others, and stays so: by itself its limit would grow while nothing happens. */
function crowd(): void {
  jest.spyOn(admission, 'crowded', 'get').mockReturnValue(true);
  jest.spyOn(admission, 'refusalOf').mockReturnValue('limit');
}

const disperse = (): void => void jest.restoreAllMocks();

const priceOf = ({ body }: Page): number =>
  (JSON.parse(body.toString()) as { variants: { price: { amount: number } }[] }).variants[0]?.price.amount ?? -1;
const pages = (): number => admission.tally().pagesAtTheDoor;

/** Asks until the answer is right; news of changes may be late on a busy machine, and then nothing is kept. */
async function until(path: string, headers: Record<string, string>, isRight: (page: Page) => boolean | Promise<boolean>): Promise<Page> {
  for (const start = performance.now(); performance.now() - start < PATIENCE_MS; await sleep(5)) {
    const page = await get(path, headers);
    if (await isRight(page)) return page;
  }
  throw new Error(`${path} is never as it should be`);
}

/**
 * In a rush, until it is handed out at the door; the first times are refused, and heard. When news came late, the page is gone, and nobody
 * makes it anew in a rush: then it is kept again, at most so often.
 */
async function atTheDoor(path: string, headers: Record<string, string> = {}, again = 20): Promise<Page> {
  let before = pages();
  let refused = 0;
  const isHandedOut = ({ status }: Page): boolean => {
    const handedOut = pages() > before;
    before = pages();
    expect(status).toBe(handedOut ? 200 : 503);
    refused += handedOut ? 0 : 1;
    return handedOut;
  };
  const page = await until(path, headers, (answer) => isHandedOut(answer) || refused > MANY);
  if (refused <= MANY) return page;
  if (again === 0) throw new Error(`${path} is gone`);
  await keepAgain(path, headers);
  return atTheDoor(path, headers, again - 1);
}

async function keepAgain(path: string, headers: Record<string, string> = {}): Promise<void> {
  disperse();
  await keep(path, headers);
  crowd();
}

async function answersFromMemory(): Promise<number> {
  const text = await shop.app.get(Metrics, { strict: false }).registry.metrics();
  return [...text.matchAll(/^portico_http_answers_from_memory_total\{.*\} (\d+)$/gm)].reduce((sum, [, count]) => sum + Number(count), 0);
}

/** Until it is answered from memory, and compressed if it may be. */
async function keep(path: string, headers: Record<string, string> = {}): Promise<Page> {
  let before = await answersFromMemory();
  return until(path, headers, async () => {
    const now = await answersFromMemory();
    const kept = now > before;
    before = now;
    return kept;
  });
}

it.each<[string, string, Record<string, string>]>([
  ['a list', '/v1/products', {}],
  ['a product', '/v1/products/mug-1', {}],
  ['compressed', '/v1/products', { 'accept-encoding': 'gzip, br' }],
  ['too short to be compressed', '/v1/products/mug-1', { 'accept-encoding': 'br' }],
  ['from another origin', '/v1/products/mug-2', { origin: ORIGIN }],
  ['from an origin that is nobody', '/v1/products/mug-2', { origin: 'https://nobody.example' }],
  ['in another language', '/v1/products/mug-3', { 'accept-language': 'de', accept: 'application/json' }],
])('hands out at the door just what it answers from memory: %s', async (_name, path, headers) => {
  const usual = await keep(path, headers);
  crowd();
  const { status, headers: said, body } = await atTheDoor(path, headers);
  expect({ status, body: body.toString('latin1') }).toEqual({ status: 200, body: usual.body.toString('latin1') });
  const named = { date: expect.any(String) as string, 'x-request-id': expect.stringMatching(/^req_/) as string };
  expect(said).toEqual({ ...usual.headers, ...named, traceparent: expect.stringMatching(/^00-/) as string });
});

it.each<[string, Record<string, string>, number]>([
  ['shows a token', { authorization: 'Bearer nonsense' }, 401],
  ['knows a page already', { 'if-none-match': '"nothing"' }, 200],
  ['wants something else', { accept: 'text/html' }, 406],
])('hands out nothing to somebody who %s', async (_name, headers, otherwise) => {
  await keep('/v1/products/mug-4');
  expect((await get('/v1/products/mug-4', headers)).status).toBe(otherwise);
  crowd();
  await atTheDoor('/v1/products/mug-4');
  const before = pages();
  for (let turn = 0; turn < 5; turn += 1) expect((await get('/v1/products/mug-4', headers)).status).toBe(503);
  expect(pages()).toBe(before);
});

it('hands out no page that has changed', async () => {
  const path = '/v1/products/mug-5';
  await keep(path);
  crowd();
  expect(priceOf(await atTheDoor(path))).toBe(1_000);
  await put('mug-5', 5_555);
  expect((await get(path)).status).toBe(503);
  disperse();
  expect(priceOf(await get(path))).toBe(5_555);
});

/** Only what is never forgotten by news that came late can tell; a page that is not kept longer is gone each time. */
async function keptLonger(path: string, tries: number): Promise<void> {
  await keepAgain(path);
  const made = performance.now();
  await atTheDoor(path);
  await sleep(made + KEPT_MS + 500 - performance.now());
  const kept = await atTheDoor(path, {}, 0).then(
    () => true,
    () => false,
  );
  if (kept) return;
  expect(tries).toBeGreaterThan(1);
  await keptLonger(path, tries - 1);
}

it('keeps pages longer in a rush, when nobody has the time to make another, and only then', async () => {
  const path = '/v1/products/mug-6';
  await keptLonger(path, 3);
  // Others are crowded out, but whoever asks for this would be let in.
  disperse();
  jest.spyOn(admission, 'crowded', 'get').mockReturnValue(true);
  const [remembered, handedOut] = [await answersFromMemory(), pages()];
  expect((await get(path)).status).toBe(200);
  expect([await answersFromMemory(), pages()]).toEqual([remembered, handedOut]);
  crowd();
  await put('mug-6', 6_666);
  expect((await get(path)).status).toBe(503);
});

it('hands a page out as it is while nobody has compressed it', async () => {
  const headers = { 'accept-encoding': 'br' };
  await keepAgain('/v1/products');
  expect((await atTheDoor('/v1/products', headers)).headers).not.toHaveProperty('content-encoding');
  const coded = await until('/v1/products', headers, async (page) => {
    if (page.status === 503) await keepAgain('/v1/products');
    return page.headers['content-encoding'] === 'br';
  });
  expect(coded.headers['vary']).toContain('accept-encoding');
});
