import { Readable } from 'node:stream';
import type { ProductDraft } from '../catalog-draft';
import { UnreadableFile } from './csv-records';
import { DocumentReader } from './document-reader';
import type { FileProduct } from './parsed-product';
import { documentOf } from './product-document';

const MAX_LINE = 8_000_000;

/** Lines and their numbers. */
async function* linesOf(source: Readable): AsyncGenerator<readonly [number, string]> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let rest = '';
  let line = 1;
  const decode = (chunk?: Buffer): string => {
    try {
      return decoder.decode(chunk, { stream: chunk !== undefined });
    } catch {
      throw new UnreadableFile(line, 'The text is not UTF-8. Save the file as UTF-8 and import it again.');
    }
  };
  for await (const chunk of source as AsyncIterable<Buffer>) {
    const parts = (rest + decode(chunk)).split('\n');
    rest = parts.pop() ?? '';
    for (const part of parts) yield [line++, part];
    if (rest.length > MAX_LINE)
      throw new UnreadableFile(line, `The line is over ${MAX_LINE} characters. A file of JSON lines has one product on each line.`);
  }
  yield [line, rest + decode()];
}

/** One product on each line, blank lines left out. A line that is no JSON spoils no other. */
export async function* parseJsonLines(source: Readable, currencies: readonly string[]): AsyncGenerator<FileProduct> {
  const reader = new DocumentReader(currencies);
  for await (const [line, text] of linesOf(source)) {
    if (text.trim() === '') continue;
    try {
      yield reader.read({ line, size: text.length, value: JSON.parse(text), problems: [] });
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      yield {
        kind: 'refused',
        line,
        problems: [{ line, problem: 'The line is not JSON. Write one whole product as one JSON object on one line.' }],
      };
    }
  }
}

/** How many products there are to read. */
export async function countJsonLines(source: Readable): Promise<number> {
  let total = 0;
  for await (const [, text] of linesOf(source)) if (text.trim() !== '') total += 1;
  return total;
}

async function* lines(products: AsyncIterable<ProductDraft>): AsyncGenerator<Buffer> {
  for await (const product of products) yield Buffer.from(`${JSON.stringify(documentOf(product))}\n`);
}

/** The whole product on each line: what is read back is what was written. */
export function writeJsonLines(products: () => AsyncIterable<ProductDraft>): Readable {
  return Readable.from(lines(products()));
}
