// Whether everything is there that the files say, in the tables and for shoppers.
import { setTimeout as sleep } from 'node:timers/promises';
import { handleOf } from './shopify-file.mjs';

const SAMPLE = 40;
const COUNTS = `
  SELECT (SELECT COUNT(*) FROM catalog_product) AS products, (SELECT COUNT(*) FROM catalog_variant) AS variants,
         (SELECT COUNT(*) FROM catalog_price) AS prices, (SELECT COUNT(*) FROM catalog_image) AS images,
         (SELECT COUNT(*) FROM catalog_page WHERE outdated = 0) AS pages,
         (SELECT COALESCE(SUM(on_hand), 0) FROM inventory_stock) AS stock, (SELECT COALESCE(SUM(available), 0) FROM catalog_variant) AS available,
         (SELECT COUNT(*) FROM inventory_movement) AS movements, (SELECT MAX(version) FROM catalog_product) AS version`;

export async function counts(database) {
  const [[row]] = await database.query(COUNTS);
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, Number(value)]));
}

/** What listeners of events have to do is part of the import. */
export async function outboxIsEmpty(database) {
  for (;;) {
    const [[row]] = await database.query("SELECT COUNT(*) AS waiting FROM platform_outbox WHERE status = 'pending'");
    if (Number(row.waiting) === 0) return;
    await sleep(50);
  }
}

export function compare(before, after, written) {
  const expected = { products: written.products, variants: written.variants, prices: 2 * written.variants, images: 2 * written.products };
  const all = { ...expected, stock: written.stock, available: written.stock };
  for (const [name, more] of Object.entries(all)) {
    const found = after[name] - before[name];
    if (found !== more) throw new Error(`There are ${found} more ${name}, not ${more}.`);
  }
  if (after.pages - before.pages < written.products) throw new Error('Pages of some products are missing.');
}

export function unchanged(before, after) {
  if (JSON.stringify(before) !== JSON.stringify(after)) {
    throw new Error(`The second import changed something: ${JSON.stringify(before)} became ${JSON.stringify(after)}.`);
  }
}

/** Some products as shoppers get them, with the stock that inventory has. */
export async function sample(url, database, products, from = 0) {
  for (let step = 0; step < SAMPLE; step += 1) {
    const handle = handleOf(from + Math.floor((step * products) / SAMPLE));
    const answer = await fetch(`${url}/v1/products/${handle}`);
    if (answer.status !== 200) throw new Error(`${handle} is answered with ${answer.status}.`);
    const { variants, images } = await answer.json();
    const ids = variants.map(({ id }) => id);
    const [rows] = await database.query('SELECT variant_id AS id, on_hand AS pieces FROM inventory_stock WHERE variant_id IN (?)', [ids]);
    const pieces = new Map(rows.map((row) => [row.id, row.pieces]));
    const isRight = variants.length >= 2 && images.length === 2 && variants.every(({ id, available }) => pieces.get(id) === available);
    if (!isRight) throw new Error(`${handle} is not what the file says.`);
  }
}

/** What the server has done so far, its clients' own idle questions included. */
export async function statementCounts(database) {
  const [rows] = await database.query(
    "SHOW GLOBAL STATUS WHERE Variable_name IN ('Questions', 'Com_select', 'Com_insert', 'Com_update', 'Com_delete', 'Com_commit')",
  );
  return new Map(rows.map((row) => [row.Variable_name, Number(row.Value)]));
}

export function statementsSince(before, after, products) {
  return [...after]
    .map(([name, value]) => [name.replace('Com_', '').toLowerCase(), (value - (before.get(name) ?? 0)) / products])
    .map(([name, each]) => `${name} ${each.toFixed(3)}`)
    .join(', ');
}
