import { Readable } from 'node:stream';
import type { ProductDraft } from '../../src/modules/catalog/catalog-draft';
import { UnreadableFile } from '../../src/modules/catalog/transfer/csv-records';
import { parseShopifyCsv } from '../../src/modules/catalog/transfer/shopify-csv';
import type { ParsedProduct } from '../../src/modules/catalog/transfer/shopify-product';

export const CURRENCIES = { main: 'EUR', others: ['USD'] };

export async function parse(csv: string | Buffer, chunk = 64): Promise<ParsedProduct[]> {
  const bytes = typeof csv === 'string' ? Buffer.from(csv) : csv;
  const chunks = Array.from({ length: Math.ceil(bytes.length / chunk) }, (_, index) => bytes.subarray(index * chunk, (index + 1) * chunk));
  const products: ParsedProduct[] = [];
  for await (const product of parseShopifyCsv(Readable.from(chunks), CURRENCIES)) products.push(product);
  return products;
}

export async function draftOf(csv: string): Promise<ProductDraft> {
  const [product] = await parse(csv);
  if (product?.kind !== 'product') throw new Error(`Expected a product: ${JSON.stringify(product)}`);
  return product.draft;
}

export async function problemsOf(csv: string): Promise<string[]> {
  const parsed = await parse(csv);
  return parsed.flatMap((product) =>
    product.kind === 'refused' ? product.problems.map(({ line, problem }) => `${line}: ${problem}`) : [],
  );
}

export async function unreadable(csv: string | Buffer): Promise<string> {
  const error: unknown = await parse(csv).catch((reason: unknown) => reason);
  if (!(error instanceof UnreadableFile)) throw new Error(`Expected an unreadable file: ${String(error)}`);
  return error.message;
}

export const HEADER = 'Handle,Title,Option1 Name,Option1 Value,Variant SKU,Variant Price';
