import type { Readable } from 'node:stream';
import { MAX_AMOUNT } from '../../../platform/http';
import { decimalText, Money, parseMoney } from '../../../platform/money';
import { LIMITS } from '../product-rules';
import { misshapen, readCsv, UnreadableFile } from './csv-records';
import type { CsvRecord, RowProblem } from './csv-records';
import { DocumentReader } from './document-reader';
import type { RawDocument } from './document-reader';
import type { FileProduct } from './parsed-product';
import { columnsFor, compareAtColumn, NO_BRAND, priceColumn, PRODUCT_CELLS } from './plain-csv-columns';
import { readPaths } from './text-paths';

/** A cell that is there, as the product's document says it; a blank one empties. */
const PARSERS: Readonly<Record<string, readonly [field: string, parse: (cell: string) => unknown]>> = {
  title: ['title', (cell) => cell],
  description: ['description', (cell) => cell],
  vendor: ['vendor', (cell) => cell],
  product_type: ['productType', (cell) => cell],
  tags: ['tags', (cell) => readPaths(cell).flat()],
  status: ['status', (cell) => cell || undefined],
  tax_category: ['taxCategory', (cell) => cell || undefined],
  seo_title: ['seoTitle', (cell) => cell || null],
  seo_description: ['seoDescription', (cell) => cell || null],
  gift_card: ['giftCard', (cell) => truth(cell, false)],
  options: ['options', (cell) => (cell === '' ? undefined : readPaths(cell).map(([name = '', ...values]) => ({ name, values })))],
  categories: ['categories', (cell) => readPaths(cell)],
  images: ['images', (cell) => readPaths(cell).map(([url = '', alt = null]) => ({ url, alt }))],
  brand: ['brand', (cell) => (cell === NO_BRAND ? null : cell || undefined)],
  attributes: ['attributes', (cell) => Object.fromEntries(readPaths(cell).map(([key = '', value = '']) => [key, value]))],
  collections: ['collections', (cell) => readPaths(cell).flat()],
  publish_at: ['publishAt', (cell) => cell || null],
  unpublish_at: ['unpublishAt', (cell) => cell || null],
  translations: ['translations', json],
  extra: ['extra', json],
  sku: ['sku', (cell) => cell || null],
  variant_options: ['options', (cell) => Object.fromEntries(readPaths(cell).map(([name = '', value = '']) => [name, value]))],
  barcode: ['barcode', (cell) => cell || null],
  weight_grams: ['weightGrams', (cell) => (cell === '' ? null : whole(cell, LIMITS.weightGrams))],
  requires_shipping: ['requiresShipping', (cell) => truth(cell, true)],
  taxable: ['taxable', (cell) => truth(cell, true)],
  image_url: ['imageUrl', (cell) => cell || null],
  on_hand: ['onHand', (cell) => (cell === '' ? undefined : whole(cell, LIMITS.onHand))],
  variant_extra: ['extra', json],
};
const isProductCell = new Set<string>(PRODUCT_CELLS);

class Columns {
  constructor(
    readonly names: readonly string[],
    private readonly currencies: readonly string[],
  ) {}

  static of({ line, cells }: CsvRecord, currencies: readonly string[]): Columns {
    const names = cells.map((cell) => cell.trim().toLowerCase());
    const known = columnsFor(currencies);
    const unknown = names.find((name) => !known.includes(name));
    if (unknown !== undefined)
      throw new UnreadableFile(line, `The column "${unknown}" is not known. The columns are: ${known.join(', ')}.`);
    if (new Set(names).size < names.length) throw new UnreadableFile(line, 'A column is there twice. Keep one of them.');
    if (!names.includes('slug')) throw new UnreadableFile(line, 'The required column "slug" is missing.');
    return new Columns(names, currencies);
  }

  /** The products of the rows of one slug, as a document. */
  document(records: readonly CsvRecord[]): RawDocument {
    const [first] = records;
    const problems = records.flatMap((record): RowProblem[] => {
      const problem = misshapen(record, this.names.length);
      return problem === undefined ? [] : [{ line: record.line, problem }];
    });
    const document: Record<string, unknown> = { slug: first?.cells[this.names.indexOf('slug')]?.trim() };
    if (first) this.fill(document, first, (name) => isProductCell.has(name), problems);
    const speaksOfVariants = this.names.some((name) => !isProductCell.has(name));
    if (speaksOfVariants) document['variants'] = records.map((record) => this.variant(record, problems));
    const size = records.reduce((sum, { cells }) => sum + cells.reduce((length, cell) => length + cell.length, 0), 0);
    return { line: first?.line ?? 1, variantLines: records.map(({ line }) => line), size, value: document, problems };
  }

  private variant(record: CsvRecord, problems: RowProblem[]): Record<string, unknown> {
    const variant: Record<string, unknown> = {};
    this.fill(variant, record, (name) => !isProductCell.has(name), problems);
    for (const [field, column] of [
      ['prices', priceColumn],
      ['compareAt', compareAtColumn],
    ] as const) {
      if (this.currencies.some((currency) => this.names.includes(column(currency)))) variant[field] = this.prices(record, column, problems);
    }
    return variant;
  }

  private prices(record: CsvRecord, column: (currency: string) => string, problems: RowProblem[]): unknown[] {
    return this.currencies.flatMap((currency) => {
      const cell = (record.cells[this.names.indexOf(column(currency))] ?? '').trim();
      if (cell === '') return [];
      const price = priceOf(cell, currency);
      if (price) return [price.toJSON()];
      const most = decimalText(Money.of(MAX_AMOUNT, currency));
      problems.push({
        line: record.line,
        problem: `${column(currency)} is "${cell.slice(0, 40)}". Write 0 to ${most} with digits and a decimal point only, such as 1299.90.`,
      });
      return [];
    });
  }

  private fill(into: Record<string, unknown>, record: CsvRecord, wanted: (name: string) => boolean, problems: RowProblem[]): void {
    this.names.forEach((name, index) => {
      const [field, parse] = PARSERS[name] ?? [];
      if (!field || !parse || !wanted(name)) return;
      const cell = record.cells[index] ?? '';
      try {
        into[field] = parse(name === 'description' ? cell : cell.trim());
      } catch (error) {
        problems.push({ line: record.line, problem: `${name} is "${cell.slice(0, 40)}". ${error instanceof Error ? error.message : ''}` });
      }
    });
  }
}

function truth(cell: string, usual: boolean): boolean {
  const text = cell.toLowerCase();
  if (text === '') return usual;
  if (text !== 'true' && text !== 'false') throw new Error('Write true or false.');
  return text === 'true';
}

function whole(cell: string, most: number): number {
  if (!/^\d+$/.test(cell) || Number(cell) > most) throw new Error(`Write a whole number from 0 to ${most}.`);
  return Number(cell);
}

function priceOf(cell: string, currency: string): Money | undefined {
  try {
    const price = parseMoney(cell, currency);
    return price.amount >= 0 && price.amount <= MAX_AMOUNT ? price : undefined;
  } catch {
    return undefined;
  }
}

function json(cell: string): unknown {
  if (cell === '') return {};
  try {
    return JSON.parse(cell);
  } catch {
    throw new Error('Write a JSON object, such as {"colour":"blue"}.');
  }
}

/** Our own CSV: a row for each variant, those of a product together. */
export async function* parsePlainCsv(source: Readable, currencies: readonly string[]): AsyncGenerator<FileProduct> {
  let reader: DocumentReader | undefined;
  let last: PlainRow | undefined;
  let group: CsvRecord[] = [];
  for await (const row of rowsOf(source, currencies)) {
    reader ??= readerFor(row.columns, currencies);
    if (last && row.slug !== last.slug) {
      yield reader.read(row.columns.document(group));
      group = [];
    }
    last = row;
    group.push(row.record);
  }
  if (last && reader) yield reader.read(last.columns.document(group));
}

/** How many products `parsePlainCsv` will make of the file, without a look at what they are. Raises what is wrong with the whole of it. */
export async function countPlainCsv(source: Readable, currencies: readonly string[]): Promise<number> {
  let total = 0;
  let last: string | undefined;
  for await (const { slug } of rowsOf(source, currencies)) {
    if (slug !== last) total += 1;
    last = slug;
  }
  return total;
}

interface PlainRow {
  readonly columns: Columns;
  readonly record: CsvRecord;
  readonly slug: string;
}

async function* rowsOf(source: Readable, currencies: readonly string[]): AsyncGenerator<PlainRow> {
  let columns: Columns | undefined;
  for await (const record of readCsv(source)) {
    if (columns) yield { columns, record, slug: (record.cells[columns.names.indexOf('slug')] ?? '').trim() };
    else columns = Columns.of(record, currencies);
  }
  if (!columns) throw new UnreadableFile(1, 'The file is empty. The first row must name the columns.');
}

function readerFor({ names }: Columns, currencies: readonly string[]): DocumentReader {
  return new DocumentReader(currencies, (currency, kind) => names.includes((kind === 'price' ? priceColumn : compareAtColumn)(currency)));
}
