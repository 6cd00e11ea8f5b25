import fc from 'fast-check';
import { CatalogWriter } from '../../../src/modules/catalog';
import { AdminProductsService } from '../../../src/modules/catalog/admin-products.service';
import { AttributeStore } from '../../../src/modules/catalog/attributes/attribute-store';
import { CollectionStore } from '../../../src/modules/catalog/collections/collection-store';
import { catalogFixture, shopWindow } from './catalog.fixture';
import type { CatalogFixture, Query, Shown } from './catalog.fixture';
import { ATTRIBUTES, catalogues, draftOf, passes, questions } from './facet-counts.fixture';
import type { Model } from './facet-counts.fixture';

const seed = Number(process.env['SEED'] ?? Date.now() % 2 ** 31);
const CATALOGUES = 5;
const QUESTIONS = 12;
/** A list, and the facets: ten, one for each of two options and five attributes. */
const MOST_STATEMENTS = 18;

let fixture: CatalogFixture;

beforeAll(async () => {
  process.stdout.write(`facet counts, SEED=${seed}\n`);
  fixture = await catalogFixture();
});
afterAll(() => fixture.close());

const get = <T>(kind: new (...args: never[]) => T): T => fixture.app.get<T>(kind, { strict: false });
const list = (query: Query): Promise<Shown> => shopWindow(fixture.app).list({ ...query, limit: 100, include: ['facets', 'total'] });

async function fill(models: readonly Model[]): Promise<void> {
  await fixture.db.empty();
  for (const attribute of ATTRIBUTES) await get(AttributeStore).create({ label: attribute.key, ...attribute } as never);
  const ids = new Map<string, string>();
  for (const model of models) {
    await get(CatalogWriter).upsertProduct(draftOf(model));
    const [row] = await fixture.db.database.query<{ id: string }>('SELECT id FROM catalog_product WHERE slug = ?', [model.slug]);
    ids.set(model.slug, row?.id ?? '');
    await get(AdminProductsService).update(row?.id ?? '', undefined, { attributes: model.attributes } as never);
  }
  const { id } = await get(CollectionStore).create({ kind: 'manual', title: 'Picked', status: 'published' });
  await get(CollectionStore).setProducts(
    id,
    undefined,
    models.filter(({ picked }) => picked).map(({ slug }) => ids.get(slug) ?? ''),
  );
}

type Counts = Readonly<Record<string, unknown>>;

function tally(values: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const value of values) counts[value] = (counts[value] ?? 0) + 1;
  return counts;
}

/** Every facet, counted by hand. */
function expected(models: readonly Model[], query: Query): Counts {
  const left = (except: string): Model[] => models.filter((model) => passes(model, query, except));
  const valuesOf = (key: string): string[] =>
    left(key).flatMap(({ attributes }) => (attributes[key] === undefined ? [] : [String(attributes[key])]));
  const range = (key: string, rank: (text: string) => number): unknown => {
    const sorted = valuesOf(key).sort((a, b) => rank(a) - rank(b));
    return sorted.length === 0 ? null : { min: sorted[0], max: sorted.at(-1), count: sorted.length };
  };
  const options = (name: 'Size' | 'Colour') => tally(left(name).flatMap(({ variants }) => [...new Set(variants.map((one) => one[name]))]));
  const amounts = left('price').flatMap(({ variants }) => variants.flatMap(({ amount }) => (amount === null ? [] : [amount])));
  return {
    Size: options('Size'),
    Colour: options('Colour'),
    vendors: tally(left('vendor').flatMap(({ vendor }) => vendor || [])),
    brands: tally(left('brand').flatMap(({ vendor }) => vendor.toLowerCase() || [])),
    categories: tally(left('category').flatMap(({ paths }) => [...new Set(paths.flat().map((step) => step.toLowerCase()))])),
    inStock: tally(left('inStock').map(({ variants }) => String(variants.some(({ onHand }) => onHand > 0)))),
    price: amounts.length === 0 ? null : [Math.min(...amounts), Math.max(...amounts)],
    material: tally(valuesOf('material')),
    washable: tally(valuesOf('washable')),
    note: tally(valuesOf('note').map((text) => text.toLowerCase())),
    capacity: range('capacity', Number),
    made_on: range('made_on', Date.parse),
  };
}

function counted({ facets }: Shown): Counts {
  if (!facets) throw new Error('There are no facets');
  const byValue = (values: readonly { readonly value: string | boolean; readonly count: number }[] = []): Record<string, number> =>
    Object.fromEntries(values.map(({ value, count }) => [String(value), count]));
  const bySlug = (links: readonly { readonly slug: string; readonly count: number }[]): Record<string, number> =>
    Object.fromEntries(links.map(({ slug, count }) => [slug, count]));
  const option = (name: string) => byValue(facets.options.find((facet) => facet.name === name)?.values);
  const attribute = (key: string) => facets.attributes.find((facet) => facet.key === key);
  const words = (key: string) =>
    byValue(attribute(key)?.values.map(({ value, count }) => ({ value: key === 'note' ? value.toLowerCase() : value, count })));
  expect(attribute('internal')).toBeUndefined();
  return {
    Size: option('Size'),
    Colour: option('Colour'),
    vendors: byValue(facets.vendors),
    brands: bySlug(facets.brands),
    categories: bySlug(facets.categories),
    inStock: byValue(facets.inStock),
    price: facets.price ? [facets.price.min.amount, facets.price.max.amount] : null,
    material: words('material'),
    washable: words('washable'),
    note: words('note'),
    capacity: attribute('capacity')?.range ?? null,
    made_on: attribute('made_on')?.range ?? null,
  };
}

/** Questions that choose one more value of a facet, with the number that the facet promised. */
function choices(query: Query, { facets }: Shown): { readonly query: Query; readonly promised: number }[] {
  const option = query.option ?? {};
  const attr = query.attr ?? {};
  const of = (narrowed: Query, promised: number) => ({ query: { ...query, ...narrowed }, promised });
  return [
    ...(facets?.brands.slice(0, 1).map(({ id, count }) => of({ brand: id }, count)) ?? []),
    ...(facets?.categories.slice(-1).map(({ slug, count }) => of({ category: slug }, count)) ?? []),
    ...(facets?.vendors.slice(0, 1).map(({ value, count }) => of({ vendor: value }, count)) ?? []),
    ...(facets?.inStock.slice(0, 1).map(({ value, count }) => of({ inStock: value }, count)) ?? []),
    ...(facets?.options.flatMap(({ name, values }) =>
      values.slice(-1).map(({ value, count }) => of({ option: { ...option, [name]: value } }, count)),
    ) ?? []),
    ...(facets?.attributes.flatMap(({ key, values }) => values.map(({ value, count }) => of({ attr: { ...attr, [key]: value } }, count))) ??
      []),
  ];
}

it('count what a count by hand finds, and what choosing a value then returns', async () => {
  const property = fc.asyncProperty(
    catalogues,
    fc.array(questions, { minLength: QUESTIONS, maxLength: QUESTIONS }),
    async (models, asked) => {
      await fill(models);
      for (const query of asked) {
        const shown = await list(query);
        const found = shown.page.data.map(({ slug }) => slug).sort();
        expect(found).toEqual(
          models
            .filter((model) => passes(model, query))
            .map(({ slug }) => slug)
            .sort(),
        );
        expect(shown.page.total).toBe(found.length);
        expect(counted(shown)).toEqual(expected(models, query));
        for (const choice of choices(query, shown)) expect((await list(choice.query)).page.total).toBe(choice.promised);
      }
    },
  );
  await fc.assert(property, { seed, numRuns: CATALOGUES, endOnFailure: true });
}, 300_000);

it('take a bounded number of statements', async () => {
  const option = { Size: 'S', Colour: 'Red' };
  const attr = { material: 'glass', capacityGte: '0', capacityLte: '2', washable: 'true', made_onGte: '2026-01-01', note: '1' };
  const all: Query = { option, attr, brand: 'acme', category: 'home', collection: 'picked', inStock: true, priceGte: 1 };
  expect((await fixture.statements(() => list({}))).length).toBeLessThanOrEqual(12);
  expect((await fixture.statements(() => list(all))).length).toBeLessThanOrEqual(MOST_STATEMENTS + 1);
});
