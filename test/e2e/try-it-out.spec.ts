import { EXAMPLE_CART_TOKEN } from '../../src/platform/http';
import { Client } from '../support/client';
import { brokenInvariants } from '../support/invariants';
import { startShop } from '../support/shop';
import type { Shop } from '../support/shop';
import { triesOf } from '../support/try-it-out';
import type { Try } from '../support/try-it-out';

/** The first file of a run builds the shop, which takes its time on a busy machine. */
const MINUTES = 180_000;

/** What no prefilled form can hold: a secret from a mail or an earlier answer, a signature of this minute. */
const EXCEPTIONS: Readonly<Record<string, number>> = {
  verifyEmail: 422,
  confirmPasswordReset: 422,
  refreshSession: 401,
  receivePaymentWebhook: 400,
};
const LAST = ['logout', 'eraseMe'];

let shop: Shop;
let guest: Client;

beforeAll(async () => {
  shop = await startShop({ name: 'try_it_out' });
  guest = new Client(shop.urls[0] ?? '');
}, MINUTES);

afterAll(async () => {
  expect(await brokenInvariants(shop.databaseUrl)).toEqual([]);
  await shop.stop();
}, MINUTES);

/** Reads first, what destroys last. */
function rank({ id, method }: Try): number {
  if (LAST.includes(id)) return 3 + LAST.indexOf(id);
  return method === 'GET' ? 0 : method === 'DELETE' ? 2 : 1;
}

const tries = triesOf().sort((a, b) => rank(a) - rank(b));
const clients = new Map<string, Promise<Client>>();

function signedInFor({ id, policy }: Try): Promise<Client> {
  const who = policy.startsWith('permission') ? 'admin' : 'shopper';
  // The page puts the published token in for the published guest cart; who logged out signs in again.
  const key = id === 'eraseMe' ? 'shopper again' : who;
  const client = clients.get(key) ?? guest.with({ 'x-cart-token': EXAMPLE_CART_TOKEN }).signedIn(`${who}@example.com`);
  clients.set(key, client);
  return client;
}

const PICTURE = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAEAAAAAwCAMAAACWlYwtAAAAA1BMVEUmVHwc3qLPAAAACXBIWXMAAAPoAAAD6AG1e1JrAAAAGklEQVRIx+3BgQAAAADDoPlTX+AIVQEAAHwDDDAAAcvAQmMAAAAASUVORK5CYII=',
  'base64',
);

/** The one thing that a form cannot fill in is a file. */
async function upload(client: Client, { id, path, body }: Try): Promise<number> {
  const form = new FormData();
  for (const [name, value] of Object.entries(body as Record<string, unknown>)) {
    if (name === 'file' && id === 'uploadMedia') form.set(name, new Blob([PICTURE]), 'mug.png');
    else if (name === 'file')
      form.set(name, new Blob(['Handle,Title,Variant SKU,Variant Price\ngrey-mug,Grey mug,MUG-GREY,18.00\n']), 'mugs.csv');
    else form.set(name, String(value));
  }
  return client.form(path, form);
}

/** A stream has no end; its first event will do. */
async function firstEvent(client: Client, { path }: Try): Promise<number> {
  const { status, text } = await client.beginning(path);
  expect(text).toContain('event: order');
  return status;
}

async function send(attempt: Try): Promise<{ readonly status: number; readonly body?: unknown }> {
  const client = await signedInFor(attempt);
  if (attempt.id === 'streamOrderEvents') return { status: await firstEvent(client, attempt) };
  if (attempt.mediaType === 'multipart/form-data') return { status: await upload(client, attempt) };
  const { mediaType, body, headers } = attempt;
  return client.send(attempt.method, attempt.path, { headers: { ...headers, ...(mediaType && { 'content-type': mediaType }) }, body });
}

it.each(tries.map((attempt) => [attempt.id, attempt] as const))('%s works as Swagger UI fills it in', async (id, attempt) => {
  const { status, body } = await send(attempt);
  const expected = EXCEPTIONS[id];
  const wrong = expected === undefined ? status < 200 || status >= 400 : status !== expected;
  expect(wrong ? { id, status, body } : 'as documented').toBe('as documented');
});
