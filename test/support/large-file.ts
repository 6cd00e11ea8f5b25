import { Readable } from 'node:stream';
import { parseShopifyCsv } from '../../src/modules/catalog/transfer/shopify-csv';
import { CURRENCIES } from './shopify-csv';

function* rows(): Generator<Buffer> {
  yield Buffer.from('Handle,Title,Body (HTML),Variant SKU,Variant Price\n');
  for (let index = 0; index < 1000; index += 1) {
    const hundred = Array.from({ length: 100 }, (_, row) => `p-${index}-${row},Product,${'lorem ipsum '.repeat(8)},S-${index}-${row},9.99`);
    yield Buffer.from(`${hundred.join('\n')}\n`);
  }
}

/** Reads a file of 100,000 products, and prints how many they were and by how much the heap grew meanwhile. */
async function main(): Promise<void> {
  let count = 0;
  let peak = 0;
  const before = process.memoryUsage().heapUsed;
  for await (const product of parseShopifyCsv(Readable.from(rows()), CURRENCIES)) {
    count += product.kind === 'product' ? 1 : 0;
    if (count % 2000 === 0) peak = Math.max(peak, process.memoryUsage().heapUsed);
  }
  process.stdout.write(JSON.stringify({ count, growth: peak - before }));
}

void main();
