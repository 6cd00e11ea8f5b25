import { CatalogShop } from './catalog-http.fixture';

let shop: CatalogShop;
const ids: Record<string, string> = {};

beforeAll(async () => {
  shop = await CatalogShop.start();
  for (const [title, parent] of [
    ['Home', ''],
    ['Kitchen', 'Home'],
    ['Mugs', 'Kitchen'],
    ['Gifts', ''],
  ] as const) {
    const made = await shop.post<{ id: string }>('/v1/admin/categories', { title, parentId: ids[parent] ?? null });
    ids[title] = made.body.id;
  }
  await shop.product('mug', { categories: [ids['Mugs'], ids['Gifts']] });
  await shop.product('pan', { categories: [ids['Kitchen'], ids['Mugs']] });
  await shop.product('draft', { categories: [ids['Mugs']], status: 'draft' });
});
afterAll(() => shop.close());

const titles = (list: unknown): string[] => (list as { title: string }[]).map(({ title }) => title);
const crumbs = async (slug: string): Promise<string[]> => titles((await shop.get(`/v1/products/${slug}`)).body['breadcrumbs']);

it('lead from the root to the deepest category of a product', async () => {
  expect(await crumbs('mug')).toEqual(['Home', 'Kitchen', 'Mugs']);
  expect(titles((await shop.get('/v1/categories/mugs')).body['breadcrumbs'])).toEqual(['Home', 'Kitchen']);
});

it('follow what becomes of any category on the way', async () => {
  await shop.patch(`/v1/admin/categories/${ids['Home']}`, { title: 'House' });
  expect(await crumbs('mug')).toEqual(['House', 'Kitchen', 'Mugs']);
  await shop.patch(`/v1/admin/categories/${ids['Kitchen']}`, { parentId: ids['Gifts'] });
  expect(await crumbs('mug')).toEqual(['Gifts', 'Kitchen', 'Mugs']);
});

it('counts a visible product once in each subtree', async () => {
  const { body } = await shop.get<{ productCount: number; children: { productCount: number }[] }>('/v1/categories/gifts');
  expect([body.productCount, body.children[0]?.productCount]).toEqual([2, 2]);
  const house = await shop.get<{ productCount: number }>('/v1/categories/home');
  expect(house.body.productCount).toBe(0);
});
