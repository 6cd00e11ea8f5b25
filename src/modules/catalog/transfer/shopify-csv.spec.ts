import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { draftOf, HEADER, parse, unreadable } from '../../../../test/support/shopify-csv';
import type { ProductDraft } from '../catalog-draft';

const FILES = ['apparel.csv', 'jewelery.csv'];

/** A count that shares nothing with the parser: a regular expression over rows, and cells cut at commas outside quotes. */
function naive(file: string): Record<string, string>[] {
  const text = readFileSync(join('test/fixtures/shopify', file), 'utf8');
  const rows = text.match(/(?:"(?:[^"]|"")*"|[^\n"])+/g) ?? [];
  const cut = (row: string): string[] =>
    (`,${row}`.match(/,(?:"(?:[^"]|"")*"|[^,]*)/g) ?? []).map((cell) => cell.slice(1).replace(/^"|"$/g, '').replace(/""/g, '"'));
  const names = cut(rows[0] ?? '');
  return rows.slice(1).map((row) => Object.fromEntries(cut(row).map((cell, index) => [names[index] ?? '', cell])));
}

async function draftsOf(file: string): Promise<ProductDraft[]> {
  const parsed = await parse(readFileSync(join('test/fixtures/shopify', file)));
  return parsed.map((product) => {
    if (product.kind === 'refused') throw new Error(JSON.stringify(product.problems));
    return product.draft;
  });
}

describe('reading the two demo exports', () => {
  it.each(FILES)('finds every product of %s', async (file) => {
    const rows = naive(file);
    const drafts = await draftsOf(file);
    expect(drafts.map((draft) => draft.slug)).toEqual([...new Set(rows.map((row) => row.Handle))]);
    expect(drafts.map((draft) => draft.title)).toEqual(rows.filter((row) => row.Title).map((row) => row.Title?.trim()));
    expect(drafts.map((draft) => draft.description)).toEqual(rows.filter((row) => row.Title).map((row) => row['Body (HTML)']));
  });

  it.each(FILES)('finds every variant, price, quantity and image of %s', async (file) => {
    const rows = naive(file);
    const drafts = await draftsOf(file);
    const variants = drafts.flatMap((draft) => draft.variants);
    const variantRows = rows.filter((row) => row['Variant Price']);
    expect(variants.map((variant) => variant.prices[0]?.amount)).toEqual(
      variantRows.map((row) => Math.round(Number(row['Variant Price']) * 100)),
    );
    expect(variants.map((variant) => variant.onHand)).toEqual(variantRows.map((row) => Number(row['Variant Inventory Qty'])));
    expect(variants.map((variant) => variant.compareAt?.[0]?.amount)).toEqual(
      variantRows.map((row) => (row['Variant Compare At Price'] ? Math.round(Number(row['Variant Compare At Price']) * 100) : undefined)),
    );
    const images = drafts.flatMap((draft) => draft.images.map((image) => `${draft.slug} ${image.url}`));
    expect(images.sort()).toEqual(
      rows
        .filter((row) => row['Image Src'])
        .map((row) => `${row.Handle} ${row['Image Src']}`)
        .sort(),
    );
  });
});

describe('the meaning of the demo exports', () => {
  it('understands options, variant images and foreign columns', async () => {
    const parsed = await parse(readFileSync('test/fixtures/shopify/jewelery.csv'));
    const bracelet = parsed[0];
    if (bracelet?.kind !== 'product') throw new Error('refused');
    expect(bracelet.draft).toMatchObject({
      slug: 'chain-bracelet',
      productType: 'Bracelet',
      tags: ['Beads'],
      status: 'published',
      giftCard: false,
      options: [{ name: 'Color', values: ['Blue', 'Black'] }],
      categoryPaths: [['Bracelet']],
    });
    expect(bracelet.draft.variants[1]).toMatchObject({
      sku: null,
      options: { Color: 'Black' },
      onHand: 0,
      weightGrams: 0,
      extra: { 'Variant Inventory Policy': 'deny', 'Variant Weight Unit': 'kg' },
    });
    expect(bracelet.draft.variants[0]?.imageUrl).toBe(bracelet.draft.images[1]?.url);
  });
});

describe('forms of a file', () => {
  it('reads a byte order mark, CRLF, quoted line breaks and quotation marks, in chunks of one byte', async () => {
    const csv = `\ufeff${HEADER},Note\r\nmug,"Mug, 12"" wide",Title,Default Title,A,1,\r\n\r\ncup,Cüp,Title,Default Title,B,2,"Cüp\r\nof\ntea"\r\nbowl,Bowl 3" ,,,,x,`;
    const parsed = await parse(csv, 1);
    expect(parsed.map((product) => product.line)).toEqual([2, 4, 7]);
    expect(parsed[0]).toMatchObject({ draft: { title: 'Mug, 12" wide', options: [] } });
    expect(parsed[1]).toMatchObject({ draft: { title: 'Cüp', extra: { Note: 'Cüp\r\nof\ntea' } } });
    expect(parsed[2]).toMatchObject({ kind: 'refused', problems: [{ line: 7 }] });
  });

  it('reads columns in any order and case, and the names of the template of 2025', async () => {
    const draft = await draftOf(
      'Price,URL handle,title,Compare-at price,SKU,Description,Inventory quantity\n9.9,mug,Mug,12,M-1,<p>Hi</p>,7\n',
    );
    expect(draft).toMatchObject({ slug: 'mug', title: 'Mug', description: '<p>Hi</p>', status: 'published' });
    expect(draft.variants).toMatchObject([
      { sku: 'M-1', onHand: 7, prices: [{ amount: 990 }], compareAt: [{ amount: 1200 }], requiresShipping: true, taxable: true },
    ]);
  });

  it('reads columns of 2024: Status, Product Category, Cost per item, markets and linked options', async () => {
    const header =
      'Handle,Title,Product Category,Published,Option1 Name,Option1 Value,Option1 Linked To,Variant Price,Cost per item,Price / International,Status,Price / USD';
    const draft = await draftOf(
      `${header}\nmug,Mug,Home > Mugs,TRUE,Color,Red,product.metafields.shopify.color,5,2.00,6,active,5.50\nmug,,,,,Blue,,5,2.10,,,\n`,
    );
    expect(draft.extra).toEqual({ 'Product Category': 'Home > Mugs', 'Option1 Linked To': 'product.metafields.shopify.color' });
    expect(draft.variants.map((variant) => variant.extra)).toEqual([
      { 'Cost per item': '2.00', 'Price / International': '6' },
      { 'Cost per item': '2.10' },
    ]);
    expect(draft.variants[0]?.prices.map(String)).toEqual(['5.00 EUR', '5.50 USD']);
  });
});

describe('files that cannot be read', () => {
  it('gives nothing for a header alone', async () => {
    expect(await parse(`${HEADER}\n`)).toEqual([]);
  });

  it.each([
    ['an empty file', '', 'Line 1: The file is empty'],
    ['blank lines only', '\n\n  \n', 'The file is empty'],
    ['semicolons', HEADER.replaceAll(',', ';'), 'separated by semicolons'],
    ['tabs', HEADER.replaceAll(',', '\t'), 'separated by tabs'],
    ['no header', 'mug,Mug,5\n', '"Handle" is missing'],
    ['a repeated column', 'Handle,Title,title\n', '"Title" is there twice'],
    ['a quotation mark that never closes', `${HEADER}\nmug,Mug,,,,5\ncup,"Cup,,,,6\nx,X,,,,1`, 'Line 3: A quotation mark'],
  ])('refuses %s as a whole', async (_name, csv, message) => {
    expect(await unreadable(csv)).toContain(message);
  });

  it('refuses bytes that are not UTF-8, with their line', async () => {
    const latin1 = Buffer.from(`${HEADER}\nmug,Mug,,,,1\ncafe,Caf\u00e9,,,,1\n`, 'latin1');
    expect(await unreadable(latin1)).toContain('Line 3: The text is not UTF-8');
    expect(await unreadable(Buffer.from('Handle,Title', 'utf16le').subarray(0, 7))).not.toBe('');
    expect(await unreadable(Buffer.from([0xff, 0xfe, 0x48, 0x00]))).toContain('not UTF-8');
    expect(await unreadable(Buffer.concat([Buffer.from(`${HEADER}\nmug,M`), Buffer.from([0xc3])]))).toContain(
      'Line 2: The text is not UTF-8',
    );
  });
});

describe('a large file', () => {
  it('streams 100,000 rows in flat memory', async () => {
    const { count, growth } = await readLargeFile();
    expect(count).toBe(100_000);
    // All drafts together would take over 200 MB; two maps of keys and the garbage of a moment may live.
    expect(growth).toBeLessThan(120_000_000);
  }, 120_000);
});

/** In a process of its own: the sandbox that Jest runs tests in makes it five times slower, and its garbage is not the parser's. */
async function readLargeFile(): Promise<{ readonly count: number; readonly growth: number }> {
  const { stdout } = await promisify(execFile)(process.execPath, ['-r', '@swc-node/register', 'test/support/large-file.ts']);
  return JSON.parse(stdout) as { count: number; growth: number };
}
