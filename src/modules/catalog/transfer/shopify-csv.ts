import type { Readable } from 'node:stream';
import type { CsvRecord } from './csv-records';
import { readCsv, UnreadableFile } from './csv-records';
import { SeenInFile } from './seen-in-file';
import { COLUMN, LIMIT } from './shopify-columns';
import type { Header } from './shopify-header';
import { readHeader } from './shopify-header';
import type { ParsedProduct } from './shopify-product';
import { readProduct } from './shopify-product';
import { ShopifyRow } from './shopify-row';
import type { FileTerms } from './shopify-variants';

function refuseRepeated(handle: string, rows: readonly ShopifyRow[], seen: SeenInFile): void {
  const first = rows[0];
  if (!first) return;
  const began = seen.product(handle, first.line);
  if (began !== undefined)
    first.refuse(
      `The rows of "${handle}" do not stand together: it began on line ${began}. Sort the file by Handle, or give this product another one.`,
    );
  for (const row of rows) {
    const sku = row.raw(COLUMN.sku).trim();
    const earlier = sku === '' ? undefined : seen.sku(sku, row.line);
    if (earlier !== undefined)
      row.refuse(`${COLUMN.sku} "${sku.slice(0, 100)}" is on line ${earlier} too. A SKU names one variant; change one of them.`);
  }
}

function refusedRow(row: ShopifyRow): ParsedProduct {
  row.refuse(`${COLUMN.handle} is empty. Write the handle of the product that the row belongs to.`);
  return { kind: 'refused', line: row.line, problems: row.problems };
}

/** The rows of one handle, as long as they stand together. Rows beyond the limit are counted, not kept. */
class Group {
  readonly rows: ShopifyRow[] = [];
  private overflow = 0;

  constructor(readonly handle: string) {}

  add(header: Header, record: CsvRecord): void {
    if (this.rows.length < LIMIT.rowsPerProduct) this.rows.push(new ShopifyRow(header, record));
    else this.overflow += 1;
  }

  read(seen: SeenInFile, terms: FileTerms): ParsedProduct[] {
    const first = this.rows[0];
    if (!first) return [];
    if (this.handle === '') return this.rows.map(refusedRow);
    if (this.overflow > 0)
      first.refuse(`The product has ${this.rows.length + this.overflow} rows; at most ${LIMIT.rowsPerProduct} are allowed.`);
    refuseRepeated(this.handle, this.rows, seen);
    return [readProduct(first, this.rows, terms)];
  }
}

/**
 * Reads a Shopify product export as a stream, one product in memory at a time. Raises UnreadableFile when the file as a whole cannot be
 * understood; a product with a wrong row comes out as refused, with the line, the column and what to do, and reading goes on.
 */
export async function* parseShopifyCsv(source: Readable, terms: FileTerms): AsyncGenerator<ParsedProduct> {
  const seen = new SeenInFile();
  let group = new Group('');
  for await (const { header, record, handle } of rowsOf(source)) {
    if (handle !== group.handle) {
      yield* group.read(seen, terms);
      group = new Group(handle);
    }
    group.add(header, record);
  }
  yield* group.read(seen, terms);
}

/** How many products `parseShopifyCsv` will make of the file, without a look at what they are. Raises what is wrong with the whole of it. */
export async function countShopifyCsv(source: Readable): Promise<number> {
  let [total, last] = [0, ''];
  for await (const { handle } of rowsOf(source)) {
    if (handle === '' || handle !== last) total += 1;
    last = handle;
  }
  return total;
}

async function* rowsOf(source: Readable): AsyncGenerator<{ readonly header: Header; readonly record: CsvRecord; readonly handle: string }> {
  let header: Header | undefined;
  for await (const record of readCsv(source)) {
    if (header) yield { header, record, handle: (record.cells[header.position.get(COLUMN.handle) ?? 0] ?? '').trim() };
    else header = readHeader(record);
  }
  if (!header) throw new UnreadableFile(1, 'The file is empty. Export the products again; the first row must name the columns.');
}
