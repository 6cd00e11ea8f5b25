import { CatalogShop, slugsOf } from './catalog-http.fixture';
import type { Answer } from './catalog-http.fixture';

let shop: CatalogShop;

beforeAll(async () => {
  shop = await CatalogShop.start({ LOCALES: 'en,de' });
  await shop.product('jumper', { title: 'Woollen jumper', vendor: 'Skerry Knitters' });
  await shop.product('cardigan', { title: 'Woollen cardigan', vendor: 'Skerry Knitters' });
  await shop.product('tee', { title: 'Red t-shirt' });
  await shop.product('case', { title: 'Phone case' });
  await shop.product('phone', { title: 'Phone stand', description: '<p>It should withstand an earthquake.</p>' });
  await shop.product('secret', { title: 'Jumbo secret', status: 'draft' });
  const { body } = await shop.post<{ id: string }>('/v1/admin/categories', { title: 'Juices & jam', slug: 'juices' });
  await shop.put(`/v1/admin/categories/${body.id}/translations/de`, { title: 'Säfte' });
  await shop.product('apple', { title: 'Apple press', categories: [body.id] });
  const empty = await shop.post<{ id: string }>('/v1/admin/categories', { title: 'Juicy', slug: 'juicy' });
  await shop.product('pulp', { title: 'Pulp', status: 'draft', categories: [empty.body.id] });
});
afterAll(() => shop.close());

const find = async (q: string): Promise<string[]> => slugsOf(await shop.get(`/v1/products?q=${encodeURIComponent(q)}`));
const suggest = (q: string, more = ''): Promise<Answer> => shop.get(`/v1/search/suggestions?q=${encodeURIComponent(q)}${more}`);
const add = (body: object): Promise<Answer> => shop.post('/v1/admin/search-synonyms', body);

describe('synonyms', () => {
  it('work both ways, from the moment they are there until they are gone', async () => {
    expect(await find('sweater')).toEqual([]);
    const { status, body, headers } = await add({ kind: 'equivalent', words: ['jumper', 'Sweaters', 'cardigan'] });
    expect([status, headers.get('location')]).toEqual([201, `/v1/admin/search-synonyms/${String(body['id'])}`]);
    for (const q of ['sweater', 'SWEATERS', 'jumper', 'cardigans']) expect([q, await find(q)]).toEqual([q, ['cardigan', 'jumper']]);
    expect((await shop.get<{ data: { slug: string }[] }>('/v1/products?q=jumper')).body.data[0]?.slug).toBe('jumper');
    await shop.patch(`/v1/admin/search-synonyms/${String(body['id'])}`, { words: ['jumper', 'pullover'] });
    expect([await find('sweater'), await find('pullover')]).toEqual([[], ['jumper']]);
    expect((await shop.delete(`/v1/admin/search-synonyms/${String(body['id'])}`)).status).toBe(204);
    expect(await find('pullover')).toEqual([]);
  });

  it('work one way, and for several words at once', async () => {
    await add({ kind: 'one_way', from: 'knitwear', words: ['jumper', 'cardigan'] });
    await add({ kind: 'equivalent', words: ['mobile cover', 'phone case'] });
    await add({ kind: 'equivalent', words: ['tee', 't-shirt'] });
    expect(await find('knitwear')).toEqual(['cardigan', 'jumper']);
    expect(await find('jumper')).toEqual(['jumper']);
    expect(await find('mobile cover')).toEqual(['case']);
    expect(await find('woollen knitwear')).toEqual(['cardigan', 'jumper']);
    expect([await find('tee'), await find('red tees')]).toEqual([['tee'], ['tee']]);
  });

  it('of one word do not push others out when many groups name them', async () => {
    const again = { kind: 'equivalent', words: ['sweatshirt', 'jumper', 'cardigan', 'woollen', 'knitters'] };
    const made = [];
    for (let time = 0; time < 50; time += 1) made.push(await add(again));
    made.push(await add({ kind: 'equivalent', words: ['sweatshirt', 'red'] }));
    expect(await find('sweatshirt')).toEqual(['cardigan', 'jumper', 'tee']);
    for (const { body } of made) await shop.delete(`/v1/admin/search-synonyms/${String(body['id'])}`);
  });

  it('may be spellings of each other', async () => {
    const { status, body } = await add({ kind: 'equivalent', words: ['phone-case', 'phonecase', 'bumper'] });
    expect(status).toBe(201);
    for (const q of ['phonecase', 'bumper']) expect([q, await find(q)]).toEqual([q, ['case']]);
    await shop.delete(`/v1/admin/search-synonyms/${String(body['id'])}`);
  });

  it('are kept by If-Match, listed and read', async () => {
    const { body } = await add({ kind: 'equivalent', words: ['red', 'crimson'] });
    const path = `/v1/admin/search-synonyms/${String(body['id'])}`;
    const { headers } = await shop.get(path);
    const tag = headers.get('etag') ?? '';
    expect((await shop.call('PATCH', path, { body: { words: ['red', 'ruby'] } })).status).toBe(428);
    expect((await shop.patch(path, { words: ['red', 'ruby'] }, tag)).body).toMatchObject({
      version: 2,
      kind: 'equivalent',
      from: null,
      words: ['red', 'ruby'],
    });
    expect((await shop.patch(path, { words: ['red', 'rose'] }, tag)).status).toBe(412);
    expect((await shop.delete(path, tag)).status).toBe(412);
    expect((await shop.get<{ data: object[] }>('/v1/admin/search-synonyms?limit=1')).body.data).toMatchObject([{ words: ['red', 'ruby'] }]);
    expect((await shop.get('/v1/admin/search-synonyms/syn_02ITLcBYoUJdzTUMCSHuv3')).status).toBe(404);
  });

  it.each([
    ['one word only', { kind: 'equivalent', words: ['mug'] }, 422],
    ['the same word twice', { kind: 'equivalent', words: ['mug', 'MUGS'] }, 422],
    ['equivalent words with a from', { kind: 'equivalent', from: 'cup', words: ['mug', 'beaker'] }, 422],
    ['a one-way one without a from', { kind: 'one_way', words: ['mug'] }, 422],
    ['a one-way one to itself', { kind: 'one_way', from: 'mugs', words: ['mug'] }, 422],
    ['a sentence', { kind: 'equivalent', words: ['mug', 'something that holds hot coffee'] }, 422],
    ['no word', { kind: 'equivalent', words: ['mug', '!?'] }, 422],
    ['an unknown kind', { kind: 'both', words: ['mug', 'cup'] }, 400],
    ['too many words', { kind: 'equivalent', words: Array.from({ length: 21 }, (_, index) => `w${index}`) }, 400],
  ])('are refused with %s', async (_, body, status) => {
    const answer = await add(body);
    const code = status === 422 ? 'catalog/invalid-synonym' : 'request/invalid';
    expect([answer.status, answer.body['code']]).toEqual([status, code]);
  });

  it('are refused with a reason when a change makes no sense of them', async () => {
    const { body } = await add({ kind: 'equivalent', words: ['cup', 'beaker'] });
    const answer = await shop.patch(`/v1/admin/search-synonyms/${String(body['id'])}`, { kind: 'one_way' });
    expect([answer.status, answer.body['code']]).toEqual([422, 'catalog/invalid-synonym']);
  });
});

describe('suggestions', () => {
  it('complete the last word, and name products, categories and brands', async () => {
    const { status, body, headers } = await suggest('ju');
    expect(status).toBe(200);
    expect(body).toMatchObject({
      completions: ['jumper', 'juices'],
      correction: null,
      products: [{ slug: 'jumper', title: 'Woollen jumper' }, { slug: 'apple' }],
      categories: [{ slug: 'juices', title: 'Juices & jam' }],
      brands: [],
    });
    expect(headers.get('cache-control')).toContain('public');
    expect((await suggest('ske')).body).toMatchObject({
      completions: ['skerry'],
      brands: [{ slug: 'skerry-knitters', name: 'Skerry Knitters' }],
    });
    expect((await suggest('woollen c')).body).toMatchObject({ completions: ['woollen cardigan'], products: [{ slug: 'cardigan' }] });
    expect((await suggest('w', '&limit=1')).body['products']).toHaveLength(0);
  });

  it('know and show the categories of the language that is asked for', async () => {
    const german = [{ slug: 'juices', title: 'Säfte' }];
    for (const q of ['säf', 'saf', 'jui']) expect([q, (await suggest(q, '&locale=de-AT')).body]).toMatchObject([q, { categories: german }]);
    expect((await suggest('säf')).body['categories']).toEqual([]);
  });

  it('name no brand that sells nothing in the currency', async () => {
    expect((await suggest('ske', '&currency=USD')).body).toMatchObject({ brands: [] });
  });

  it('name no category in which nothing is found', async () => {
    expect((await suggest('juic')).body).toMatchObject({ categories: [{ slug: 'juices' }] });
    expect((await suggest('juicy')).body['categories']).toEqual([]);
  });

  it('complete nothing to a word of a description, in which products are found all the same', async () => {
    expect((await suggest('earthq')).body).toMatchObject({ completions: [], products: [{ slug: 'phone' }] });
    expect((await suggest('phone sho')).body).toMatchObject({ completions: [], products: [{ slug: 'phone' }] });
  });

  it('say how a mistyped text was read', async () => {
    expect((await suggest('woolen cardgan')).body).toMatchObject({ correction: 'woollen cardigan', products: [{ slug: 'cardigan' }] });
    expect((await suggest('qqqqqqqq')).body).toEqual({ completions: [], correction: null, products: [], categories: [], brands: [] });
  });

  it('tell nothing of what is not to be seen yet', async () => {
    for (const q of ['jumb', 'secr', 'secrte', 'jumboo']) {
      const { body } = await suggest(q);
      expect([q, body['completions'], body['products']]).toEqual([q, [], []]);
      expect(JSON.stringify(body)).not.toMatch(/secret|jumbo"/);
    }
  });

  it.each(['+-*"()~<>@', "' OR 1=1 --", '%', '_', '\\', '👍', '緑', 'x'.repeat(200), 'a '.repeat(99)])('never fail over %j', async (q) => {
    expect((await suggest(q)).status).toBe(200);
  });

  it('want a text', async () => {
    expect([
      (await suggest('')).status,
      (await suggest('mug', '&limit=11')).status,
      (await suggest('mug', '&currency=GBP')).status,
    ]).toEqual([400, 400, 422]);
  });
});
