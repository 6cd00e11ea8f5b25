import { catalogFixture, shopWindow } from './catalog.fixture';
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
const slugs = async (query: Query): Promise<string[]> => (await list(query)).page.data.map(({ slug }) => slug);

describe('typing errors', () => {
  beforeEach(() =>
    sell({
      kettle: { title: 'Gooseneck kettle' },
      stone: { title: 'Stoneware bowl' },
      knife: { title: 'Knife' },
      kitten: { title: 'Kitten' },
    }),
  );

  it.each([
    ['kettel', ['kettle']],
    ['ketle', ['kettle']],
    ['nife', ['knife']],
    ['gosenek ketle', ['kettle']],
    ['stonewear', ['stone']],
    ['stonwar', ['stone']],
    ['stnowaer bowl', ['stone']],
    ['kettle', ['kettle']],
    ['kni', ['knife']],
    ['qqqqqqqq', []],
  ])('are forgiven in %j', async (q, found) => {
    expect(await slugs({ q })).toEqual(found);
  });

  it('find every form of the word that was meant, as the right word does', async () => {
    await sell({ jacket: { title: 'Canvas jacket' }, jackets: { title: 'Jackets' }, knives: { title: 'Knives' } });
    const found: [string, string[]][] = [
      ['jackets', ['jackets', 'jacket']],
      ['jackts', ['jackets', 'jacket']],
      ['jackts canvas', ['jacket']],
      ['knives', ['knives', 'knife']],
      ['knivess', ['knives', 'knife']],
    ];
    for (const [q, wanted] of found) expect([q, await slugs({ q })]).toEqual([q, wanted]);
  });

  it('are looked for only in words that nothing has', async () => {
    await sell({ kettel: { title: 'Kettel' } });
    expect(await slugs({ q: 'kettel' })).toEqual(['kettel']);
  });
});

describe('pages', () => {
  it('read a mistyped word as they began, whatever is written meanwhile', async () => {
    await sell(Object.fromEntries(Array.from({ length: 7 }, (_, index) => [`kettle-${index}`, { title: `Kettle ${index}` }])));
    const first = await list({ q: 'kettel', limit: 3 });
    await sell({ kettel: { title: 'Kettel' }, 'kettle-new': { title: 'Kettle new' } });
    const second = await list({ q: 'kettel', limit: 3, cursor: first.page.page.nextCursor ?? '' });
    const third = await list({ q: 'kettel', limit: 3, cursor: second.page.page.nextCursor ?? '' });
    const seen = [first, second, third].flatMap(({ page }) => page.data.map(({ slug }) => slug));
    expect(seen).toHaveLength(7);
    expect(new Set(seen).size).toBe(7);
    expect(await slugs({ q: 'kettel' })).toEqual(['kettel']);
  });
});
