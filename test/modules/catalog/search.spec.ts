import type { ProductDraft } from '../../../src/modules/catalog';
import { TermCounter } from '../../../src/modules/catalog/search/term-counter';
import { catalogFixture, eur, shopWindow, variantDraft } from './catalog.fixture';
import type { CatalogFixture, Query } from './catalog.fixture';
import { sold } from './search.fixture';
import type { Products } from './search.fixture';

let fixture: CatalogFixture;

beforeAll(async () => {
  fixture = await catalogFixture();
}, 60_000);
beforeEach(() => fixture.db.empty());
afterAll(() => fixture.close());

const sell = (products: Products): Promise<void> => sold(fixture, products);
const list = (query: Query) => shopWindow(fixture.app).list(query);

async function haveSold(units: Readonly<Record<string, number>>): Promise<void> {
  for (const [slug, sold] of Object.entries(units)) {
    await fixture.db.database.execute('UPDATE catalog_product SET sold = ? WHERE slug = ?', [sold, slug]);
  }
}

const slugs = async (query: Query): Promise<string[]> => (await list(query)).page.data.map(({ slug }) => slug);
const get = <T>(type: new (...args: never[]) => T): T => fixture.app.get(type, { strict: false });

describe('what is found', () => {
  it('is what has all the words, in any form, in any part of the product', async () => {
    await sell({
      mug: { title: 'Blue Mugs', description: '<p>for <b>coffee</b></p>', vendor: 'Tønder & Søn' },
      shirt: {
        title: 'Linen shirt',
        tags: ['organic'],
        productType: 'Apparel',
        options: [{ name: 'Size', values: ['XL'] }],
        variants: [variantDraft({ options: { Size: 'XL' } })],
      },
      tea: { title: '緑茶セット' },
    });
    const found: [string, string[]][] = [
      ...([
        ['mug', ['mug']],
        ['MUGS', ['mug']],
        ['mug blue', ['mug']],
        ['coff', ['mug']],
        ['tonder son', ['mug']],
      ] as [string, string[]][]),
      ...([
        ['organic xl', ['shirt']],
        ['apparel', ['shirt']],
        ['linens', ['shirt']],
        ['blue shirt', ['mug']],
      ] as [string, string[]][]),
      ...([
        ['緑茶', ['tea']],
        ['茶', ['tea']],
        ['セット', ['tea']],
        ['紅茶', []],
        ['%', []],
        ['zzz', []],
      ] as [string, string[]][]),
    ];
    for (const [q, wanted] of found) expect([q, await slugs({ q })]).toEqual([q, wanted]);
  });

  it('is the same for a word with a hyphen, without one, and in two parts', async () => {
    await sell({
      hyphen: { title: 'Red T-Shirt' },
      together: { title: 'Red Tshirt' },
      apart: { title: 'Red T Shirt' },
      other: { title: 'Red shoe' },
    });
    for (const q of ['t-shirt', 'tshirt', 't shirt', 'T-SHIRTS', 'red t-shirt']) {
      expect([q, (await slugs({ q })).sort()]).toEqual([q, ['apart', 'hyphen', 'together']]);
    }
    await sell({ sack: { title: 'Backpack' }, knife: { title: 'Pocket knife' } });
    expect(await slugs({ q: 'back pack' })).toEqual(['sack']);
    expect(await slugs({ q: 'pocketknife' })).toEqual(['knife']);
  });

  it('has a SKU or a barcode first, and what begins like the SKU', async () => {
    await sell({
      words: { title: 'Mug 1 for tea' },
      coded: { title: 'Something', variants: [variantDraft({ sku: 'MUG-1', barcode: '4006381333931' })] },
      family: { title: 'Else', variants: [variantDraft({ sku: 'MUG-1-RED' })] },
    });
    expect(await slugs({ q: 'mug-1' })).toEqual(['coded', 'family', 'words']);
    expect(await slugs({ q: '4006381333931' })).toEqual(['coded']);
    expect(await slugs({ q: '4006381-333931' })).toEqual(['coded']);
  });

  it('has a SKU first in whatever capitals it is written and typed', async () => {
    await sell({
      words: { title: 'Wxq tee m 7 uqf' },
      coded: { title: 'Something', variants: [variantDraft({ sku: 'Wxq-Tee-M7uqf' })] },
      family: { title: 'Else', variants: [variantDraft({ sku: 'wxq-TEE-m7uqf-Red' })] },
      longest: { title: 'Turkish', variants: [variantDraft({ sku: 'İ'.repeat(100) })] },
    });
    for (const q of ['Wxq-Tee-M7uqf', 'wxq-tee-m7uqf', 'WXQ-TEE-M7UQF', 'wXq-tEe-m7UqF']) {
      expect([q, await slugs({ q })]).toEqual([q, ['coded', 'family', 'words']]);
    }
    await sell({ coded: { title: 'Something', variants: [variantDraft({ sku: 'Abcd-9' })] } });
    expect([await slugs({ q: 'aBCD-9' }), await slugs({ q: 'wxq-tee-m7uqf' })]).toEqual([['coded'], ['family', 'words']]);
    // As processes of the release before write it.
    await fixture.db.database.execute('UPDATE catalog_variant SET sku_key = NULL');
    expect([await slugs({ q: 'Abcd-9' }), await slugs({ q: 'aBCD-9' })]).toEqual([['coded'], []]);
  });

  it('follows what a product becomes', async () => {
    await sell({ thing: { title: 'Copper kettle' } });
    await sell({ thing: { title: 'Brass kettle', description: 'not copper at all' } });
    await sell({ thing: { title: 'Brass teapot' } });
    expect([await slugs({ q: 'copper' }), await slugs({ q: 'kettle' }), await slugs({ q: 'teapot' })]).toEqual([[], [], ['thing']]);
    const rows = await fixture.db.database.query('SELECT term_id FROM catalog_search_posting');
    expect(rows).toHaveLength(2);
  });

  it('never shows what is not to be seen', async () => {
    await sell({ draft: { title: 'Secret gadget', status: 'draft' }, other: { title: 'Plain mug' } });
    expect(await slugs({ q: 'gadget' })).toEqual([]);
    expect(await slugs({ q: 'secret mug' })).toEqual(['other']);
  });
});

describe('the order', () => {
  it('is title before kind before text, short titles and the thing itself first', async () => {
    await sell({
      text: { title: 'Gift box', description: 'holds a lamp' },
      tagged: { title: 'Shade', tags: ['lamp'] },
      kind: { title: 'Workbench light', productType: 'Lamp' },
      aside: { title: 'Stand for a lamp' },
      thing: { title: 'Small oak lamp' },
      both: { title: 'Oak lamp', productType: 'Lamp' },
    });
    expect(await slugs({ q: 'lamp' })).toEqual(['both', 'thing', 'aside', 'kind', 'tagged', 'text']);
  });

  it('puts what is in stock first among equals, and the newest', async () => {
    await sell({
      gone: { title: 'Oak lamp', variants: [variantDraft({ onHand: 0 })] },
      old: { title: 'Oak lamp' },
      young: { title: 'Oak lamp' },
      weak: { title: 'Lamp oil of oak and other things that burn' },
    });
    expect(await slugs({ q: 'oak lamp' })).toEqual(['young', 'old', 'gone', 'weak']);
  });

  it('puts what sells better first among equals, and the newest of those that sell alike', async () => {
    await sell({
      often: { title: 'Oak lamp' },
      twelve: { title: 'Oak lamp' },
      eleven: { title: 'Oak lamp' },
      never: { title: 'Oak lamp' },
      everywhere: { title: 'Lamp oil of oak and other things that burn' },
      gone: { title: 'Oak lamp', variants: [variantDraft({ onHand: 0 })] },
    });
    await haveSold({ often: 1_000, twelve: 12, eleven: 11, everywhere: 4_000_000, gone: 4_000_000 });
    expect(await slugs({ q: 'oak lamp' })).toEqual(['often', 'eleven', 'twelve', 'never', 'gone', 'everywhere']);
  });

  it('counts sales up to a point, above which all sell alike', async () => {
    await sell({ older: { title: 'Oak lamp' }, newer: { title: 'Oak lamp' } });
    await haveSold({ older: 4_000_000, newer: 2_000 });
    expect(await slugs({ q: 'oak lamp' })).toEqual(['newer', 'older']);
  });

  it('gives rare words more weight, as they were counted when the first page was made', async () => {
    await sell({
      rare: { title: 'Copper thing', description: 'blue' },
      common: { title: 'Blue thing', description: 'copper' },
      ...Object.fromEntries(Array.from({ length: 12 }, (_, index) => [`blue-${index}`, { title: `Blue object ${index}` }])),
    });
    await get(TermCounter).count();
    expect(await slugs({ q: 'blue copper' })).toEqual(['rare', 'common']);
    const first = await list({ q: 'blue copper', limit: 1 });
    await fixture.db.database.execute('UPDATE catalog_search_term SET rarity = 9 - rarity');
    expect(await slugs({ q: 'blue copper', limit: 1, cursor: first.page.page.nextCursor ?? '' })).toEqual(['common']);
  });
});

describe('when no product has all the words', () => {
  beforeEach(async () => {
    await sell({
      ...Object.fromEntries(Array.from({ length: 9 }, (_, index) => [`mug-${index}`, { title: `Mug ${index}`, description: 'stoneware' }])),
      dragon: { title: 'Dragon kite' },
      bowl: { title: 'Stoneware bowl', tags: ['sale'] },
    });
    await get(TermCounter).count();
  });

  it('those are found that have most of them, and of those the rarer ones', async () => {
    expect(await slugs({ q: 'stoneware mug kite' })).toHaveLength(9);
    expect(await slugs({ q: 'dragon mug' })).toEqual(['dragon']);
    expect((await list({ q: 'stoneware mug zzz', include: ['total'] })).page.total).toBe(9);
  });

  it('all pages, counts and facets are about the same words', async () => {
    const query = { q: 'stoneware mug kite', limit: 4, include: ['total', 'facets'] };
    const first = await list(query);
    expect([first.page.total, first.facets?.inStock]).toEqual([9, [{ value: true, count: 9 }]]);
    // Now some product has them all; who is paging goes on with what they saw.
    await sell({ all: { title: 'Stoneware mug', tags: ['kite'] } });
    const second = await list({ ...query, cursor: first.page.page.nextCursor ?? '' });
    const third = await list({ ...query, cursor: second.page.page.nextCursor ?? '' });
    const seen = [first, second, third].flatMap(({ page }) => page.data.map(({ slug }) => slug));
    expect(new Set(seen).size).toBe(9);
    expect(await slugs({ q: 'stoneware mug kite' })).toEqual(['all']);
  });

  it('the filters do not decide which words those are', async () => {
    await sell({ 'cheap-mug': { title: 'Plain mug', variants: [variantDraft({ prices: [eur(100)] })] } });
    expect(await slugs({ q: 'stoneware mug', priceLte: 500 })).toEqual([]);
    const { page } = await list({ q: 'stoneware mug kite', priceLte: 500, include: ['total'] });
    expect([page.data, page.total]).toEqual([[], 0]);
    for (const nowhere of [{ brand: 'nowhere' }, { category: 'nowhere' }, { collection: 'nowhere' }, { vendor: 'nobody' }]) {
      const none = await list({ q: 'stoneware mug kite', ...nowhere, include: ['total', 'facets'] });
      expect([none.page.data, none.page.total]).toEqual([[], 0]);
    }
    expect(await slugs({ q: 'mug kettle', priceLte: 500 })).toEqual(['cheap-mug']);
  });
});

describe('statements', () => {
  it('are two in the ordinary case, and never more than four', async () => {
    await sell({ kettle: { title: 'Gooseneck kettle' }, mug: { title: 'Stoneware mug' } });
    const count = async (query: Query): Promise<number> => (await fixture.statements(() => list(query))).length;
    expect(await count({ q: 'mug' })).toBe(2);
    expect(await count({ q: 'stoneware mug', sort: 'price', inStock: true })).toBe(2);
    expect(await count({ q: 'kettel' })).toBe(2);
    expect(await count({ q: 'mug', include: ['total'] })).toBe(3);
    expect(await count({ q: 'kettle mug' })).toBe(4);
    expect(await count({ q: 'kettel mug', include: ['total'] })).toBe(4);
    expect(await count({ q: 'nothing that there is' })).toBeLessThanOrEqual(4);
  });

  it('of writing are few, however many products are written', async () => {
    const drafts = (from: number): Record<string, Partial<ProductDraft>> =>
      Object.fromEntries(
        Array.from({ length: 30 }, (_, index) => [`p-${from + index}`, { title: `Mug of kind ${index}`, description: 'stoneware' }]),
      );
    await sell(drafts(0));
    const seen = await fixture.statements(() => sell(drafts(100)));
    expect(seen.filter((sql) => sql.includes('catalog_search_'))).toHaveLength(4);
  });
});
