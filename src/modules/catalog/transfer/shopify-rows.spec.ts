import { draftOf, HEADER, parse, problemsOf } from '../../../../test/support/shopify-csv';

const one = (cell: string, column: string): string => `Handle,Title,Variant Price,${column}\nmug,Mug,12.50,${cell}\n`;
const priced = (cell: string): string => `Handle,Title,Variant Price\nmug,Mug,${cell}\n`;

describe('prices', () => {
  it.each([
    ['1,299.00', '"1,299.00"'],
    ['12;50', ''],
    ['-1', 'cannot be negative'],
    ['12.505', 'decimal point'],
    ['1e3', 'decimal point'],
    ['99999999999999999', 'digits'],
    ['', 'Variant Price is empty'],
    ['free', 'such as 1299.90'],
  ])('refuses the price %p', async (price, message) => {
    const problems = await problemsOf(priced(JSON.stringify(price)));
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(/^2: Variant Price/);
    expect(problems[0]).toContain(message);
  });

  it.each([
    ['50', 5000],
    ['42.99', 4299],
    ['42.9', 4290],
    ['0', 0],
    [' 7.00 ', 700],
  ])('reads the price %p', async (price, amount) => {
    expect((await draftOf(priced(price))).variants[0]?.prices[0]?.amount).toBe(amount);
  });
});

describe('wrong cells', () => {
  it.each([
    ['-3', 'Variant Inventory Qty', 'oversold'],
    ['1.5', 'Variant Inventory Qty', 'whole number'],
    ['99999999999', 'Variant Inventory Qty', 'whole number'],
    ['maybe', 'Variant Taxable', 'TRUE or FALSE'],
    ['heavy', 'Variant Grams', 'in grams'],
    ['javascript:alert(1)', 'Image Src', 'https://'],
    ['sold', 'Status', 'active, draft or archived'],
    ['x'.repeat(161), 'Vendor', 'at most 160'],
    ['"a\u0000b"', 'Vendor', 'control character'],
    ['0', 'Portico Nonsense,Option1 Value', 'cells'],
  ])('refuses %p in %s', async (cell, column, message) => {
    const problems = await problemsOf(one(cell, column));
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(message);
    expect(problems[0]).toMatch(/^2: /);
  });
});

describe('wrong rows', () => {
  it('tells all problems of a product, each with its line, and goes on with the next', async () => {
    const csv = `${HEADER}\nmug,Mug,Size,S,A,x\nmug,,,S,A,2\nmug,,,,,3\ncup,Cup,Title,Default Title,A,4\nbowl,Bowl,,,,5\n`;
    const problems = await problemsOf(csv);
    expect(problems.map((text) => text.slice(0, 30))).toEqual([
      '2: Variant Price is "x". Write',
      '3: Variant SKU "A" is on line ',
      '3: Line 2 has the same variant',
      '4: Option1 Value is empty. Wri',
      '5: Variant SKU "A" is on line ',
    ]);
    expect((await parse(csv)).map((product) => product.kind)).toEqual(['refused', 'refused', 'product']);
  });

  it('refuses a handle that comes back, an empty handle, and a value that contradicts the first row', async () => {
    const csv = `${HEADER}\nmug,Mug,,,,1\ncup,Cup,,,,1\nmug,,,,,1\n,Lost,,,,1\npot,Pot,Size,S,,1\npot,Kettle,,M,,1\nBig Pot,Pot,,,,1\n`;
    const problems = await problemsOf(csv);
    expect(
      problems.map((text) =>
        text
          .split(/[.:](?= )/)
          .slice(0, 2)
          .join(':'),
      ),
    ).toEqual([
      '4: The rows of "mug" do not stand together',
      '4: Title is empty',
      '5: Handle is empty',
      '7: Title differs from the first row of this product (line 6)',
      "8: Handle becomes part of the product's address",
    ]);
  });

  it('refuses a row with too many or too few cells', async () => {
    expect(await problemsOf('Handle,Title,Variant Price\nmug,Mug, big,5\n')).toEqual([
      expect.stringContaining('4 cells'),
      expect.stringContaining('Variant Price'),
    ]);
    expect(await problemsOf('Handle,Title,Variant Price,Vendor\nmug,Mug,5\n')).toEqual([expect.stringContaining('3 cells')]);
  });
});

describe('contents', () => {
  it('takes formula-looking cells as text', async () => {
    const draft = await draftOf('Handle,Title,Vendor,Tags,Variant SKU,Variant Price\nmug,=cmd|\' /C calc\'!A0,@x,"+1, -2",=1+1,3\n');
    expect(draft).toMatchObject({ title: "=cmd|' /C calc'!A0", vendor: '@x', tags: ['+1', '-2'], variants: [{ sku: '=1+1' }] });
  });

  it('reads 3 options and 120 variants', async () => {
    const rows = Array.from(
      { length: 120 },
      (_, index) =>
        `tee,${index ? '' : 'Tee'},${index ? ',,' : 'Size,Color,Fit'},S${index % 10},C${index % 4},F${Math.floor(index / 20)},${index}`,
    );
    const draft = await draftOf(
      `Handle,Title,Option1 Name,Option2 Name,Option3 Name,Option1 Value,Option2 Value,Option3 Value,Variant Price\n${rows.join('\n')}`,
    );
    expect(draft.variants).toHaveLength(120);
    expect(draft.options.map((option) => option.values.length)).toEqual([10, 4, 6]);
  });

  it.each([
    ['TRUE', 'active', 'published'],
    ['', '', 'published'],
    ['FALSE', 'active', 'draft'],
    ['true', 'Draft', 'draft'],
    ['true', 'archived', 'archived'],
    ['false', '', 'draft'],
  ])('takes Published %p and Status %p as %s', async (published, status, expected) => {
    expect((await draftOf(`Handle,Title,Variant Price,Published,Status\nmug,Mug,1,${published},${status}`)).status).toBe(expected);
  });
});
