import { createWriteStream, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { COLUMNS, productRows } from './products';
import type { Row } from './products';

/** Writes a Shopify export of so many products. */
export async function writeCatalogue(path: string, count: number): Promise<void> {
  mkdirSync(dirname(path), { recursive: true });
  await pipeline(Readable.from(lines(count)), createWriteStream(path));
}

function* lines(count: number): Generator<string> {
  yield line(COLUMNS);
  let block = '';
  for (const row of productRows(count)) {
    block += cells(row);
    if (block.length < 65_536) continue;
    yield block;
    block = '';
  }
  yield block;
}

function cells(row: Row): string {
  return line(COLUMNS.map((column) => row[column] ?? ''));
}

function line(values: readonly string[]): string {
  return `${values.map((value) => (/[",\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value)).join(',')}\n`;
}
