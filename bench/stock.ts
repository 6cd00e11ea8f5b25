import { Connection } from './load/connection';
import type { Stock } from './load/flows';
import type { Server } from './processes';
import type { Stage } from './stage';

const SOME = 500;
const DEEP_PAGES = 20;
const WALKED = 100;

interface Page {
  readonly page: { readonly nextCursor: string | null };
}

/** What the flows pick from; the deep pages are each server's own and come later. */
export async function stockOf(stage: Stage): Promise<Omit<Stock, 'deepPages'>> {
  return {
    productIds: await stage.ids(`SELECT id FROM catalog_product WHERE status = 'published' ORDER BY REVERSE(id) LIMIT ${SOME}`),
    variantIds: await stage.ids(
      `SELECT s.variant_id AS id FROM inventory_stock s JOIN catalog_price p ON p.variant_id = s.variant_id AND p.currency = 'EUR'
        WHERE s.on_hand > 100000 ORDER BY REVERSE(s.variant_id) LIMIT ${SOME}`,
    ),
  };
}

/** Walks through the list as far as its middle and remembers the last pages that it came by. */
export async function deepPagesOf({ port }: Server, products: number): Promise<string[]> {
  const connection = new Connection('127.0.0.1', port);
  const addresses: string[] = [];
  const steps = Math.max(1, Math.floor(products / 2 / WALKED));
  let path = `/v1/products?limit=${WALKED}`;
  for (let step = 0; step < steps; step += 1) {
    const { page } = JSON.parse((await connection.ask({ method: 'GET', path })).body) as Page;
    if (page.nextCursor === null) break;
    const cursor = encodeURIComponent(page.nextCursor);
    path = `/v1/products?limit=${WALKED}&cursor=${cursor}`;
    addresses.push(`/v1/products?limit=20&cursor=${cursor}`);
  }
  connection.close();
  return addresses.slice(-DEEP_PAGES);
}
