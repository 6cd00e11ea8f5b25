import { Connection } from './load/connection';
import type { Answer } from './load/connection';
import { SEARCHES, Shopper } from './load/flows';
import type { Stock } from './load/flows';
import { differences, shopOnly } from './compare';
import type { Server } from './processes';

/** What is each server's own: ids and secrets that it makes, its times, its versions of a thing, its cursors. */
const OWN = new Set([
  'id',
  'token',
  'number',
  'orderId',
  'version',
  'nextCursor',
  'createdAt',
  'updatedAt',
  'placedAt',
  'paidAt',
  'history',
  'allowedNext',
]);
/** In the catalogue the ids and times are the same rows'. */
const OWN_OF_PAGES = new Set(['nextCursor']);

interface Page {
  readonly data: readonly { readonly id: string; readonly title: string }[];
}

/**
 * Asks both servers the same and refuses to measure when the bare one answers something else. Search may rank in its own way, so there
 * the fields and the number of hits must agree. Answers what only the shop says.
 */
export async function compareAnswers(shop: Server, bare: Server, stock: Stock): Promise<string[]> {
  const asked = [
    '/v1/products?limit=20',
    '/v1/products?limit=100&currency=USD',
    ...stock.productIds.slice(0, 5).map((id) => `/v1/products/${id}`),
  ];
  const both = await Promise.all([shop, bare].map((server) => answersOf(server, asked)));
  const [shopPages = [], barePages = []] = both;
  const wrong = asked.flatMap((path, index) => differences(shopPages[index], barePages[index], OWN_OF_PAGES, path));
  wrong.push(...(await compareSearches(shop, bare)), ...(await compareCheckouts(shop, bare, stock)));
  if (wrong.length > 0) throw new Error(`The bare server answers something else (shop / bare):\n${wrong.slice(0, 20).join('\n')}`);
  return [
    ...new Set(
      asked.flatMap((path, index) => shopOnly(shopPages[index], barePages[index], path.startsWith('/v1/products?') ? 'list' : 'detail')),
    ),
  ];
}

async function compareSearches(shop: Server, bare: Server): Promise<string[]> {
  const paths = SEARCHES.map((text) => `/v1/products?q=${encodeURIComponent(text)}&limit=20`);
  const [ours = [], theirs = []] = await Promise.all([shop, bare].map((server) => answersOf(server, paths)));
  return paths.flatMap((path, index) => {
    const [one, other] = [ours[index] as Page, theirs[index] as Page];
    if (other.data.length === 0) return [`${path}: the bare server finds nothing`];
    if (one.data.length < other.data.length) return [`${path}: ${one.data.length} / ${other.data.length} hits`];
    return shopOnly(other.data[0], one.data[0]).map((field) => `${path}: the shop does not say ${field}`);
  });
}

async function compareCheckouts(shop: Server, bare: Server, stock: Stock): Promise<string[]> {
  const [ours = [], theirs = []] = await Promise.all([shop, bare].map((server) => checkoutOf(server, stock)));
  return theirs.flatMap(({ path, body }, index) => differences(ours[index]?.body, body, OWN, path));
}

async function answersOf({ port }: Server, paths: readonly string[]): Promise<unknown[]> {
  const connection = new Connection('127.0.0.1', port);
  const bodies: unknown[] = [];
  for (const path of paths) bodies.push(JSON.parse((await connection.ask({ method: 'GET', path })).body));
  connection.close();
  return bodies;
}

async function checkoutOf({ port }: Server, stock: Stock): Promise<{ path: string; body: unknown }[]> {
  const connection = new Connection('127.0.0.1', port);
  const seen: { path: string; body: unknown }[] = [];
  const note = (path: string, { body }: Answer): void => void seen.push({ path: path.replace(/_\w+/g, ''), body: JSON.parse(body) });
  await (
    await new Shopper(connection, stock, 0, note).flowOf('checkout')
  )(0);
  connection.close();
  return seen;
}
