import fc from 'fast-check';
import { productDraft, eur, variantDraft } from './catalog.fixture';
import type { Query } from './catalog.fixture';
import type { ProductDraft } from '../../../src/modules/catalog';

/** A product as the brute-force count sees it. */
export interface Model {
  readonly slug: string;
  readonly status: 'published' | 'draft';
  readonly vendor: string;
  readonly paths: readonly (readonly string[])[];
  readonly variants: readonly { readonly Size: string; readonly Colour: string; readonly amount: number | null; readonly onHand: number }[];
  readonly attributes: Readonly<Record<string, string | boolean>>;
  readonly picked: boolean;
}

export const ATTRIBUTES = [
  { key: 'material', type: 'select', options: ['stoneware', 'glass', '1'].map((value) => ({ value, label: `Of ${value}` })) },
  { key: 'capacity', type: 'number', unit: 'l' },
  { key: 'washable', type: 'boolean' },
  { key: 'made_on', type: 'date' },
  // Numbers as words: `1.0` is another text than `1`.
  { key: 'note', type: 'text' },
  { key: 'internal', type: 'text', filterable: false },
] as const;

const SIZES = ['S', 'M', 'L'] as const;
const COLOURS = ['Red', 'Blue'] as const;
const VENDORS = ['Acme', 'Globex', ''] as const;
const PATHS = [['Home'], ['Home', 'Kitchen'], ['Home', 'Kitchen', 'Mugs'], ['Garden']] as const;
const CAPACITIES = ['0.3', '0.5', '1', '1.25', '-2'] as const;
const DAYS = ['2025-12-31', '2026-02-28', '2026-03-01'] as const;
const NOTES = ['1', '1.0', 'Born at Sea', 'born at sea', 'Übersee'] as const;

const variant = fc.record({
  Size: fc.constantFrom(...SIZES),
  Colour: fc.constantFrom(...COLOURS),
  amount: fc.option(
    fc.integer({ min: 0, max: 50 }).map((amount) => amount * 100),
    { freq: 6 },
  ),
  onHand: fc.constantFrom(0, 0, 1),
});

const attributes = fc.record(
  {
    material: fc.constantFrom('stoneware', 'glass', '1'),
    capacity: fc.constantFrom(...CAPACITIES),
    washable: fc.boolean(),
    made_on: fc.constantFrom(...DAYS),
    note: fc.constantFrom(...NOTES),
    internal: fc.constant('x'),
  },
  { requiredKeys: [] },
);

const model = fc.record({
  status: fc.constantFrom('published' as const, 'published' as const, 'published' as const, 'draft' as const),
  vendor: fc.constantFrom(...VENDORS),
  paths: fc.subarray([...PATHS]),
  variants: fc.uniqueArray(variant, { minLength: 1, maxLength: 4, selector: ({ Size, Colour }) => `${Size}/${Colour}` }),
  attributes,
  picked: fc.boolean(),
});

export const catalogues = fc
  .array(model, { minLength: 5, maxLength: 25 })
  .map((models): Model[] => models.map((one, index) => ({ ...one, slug: `p-${index}` })));

const one = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(value, { nil: undefined, freq: 2 });

/** Random combinations; what is undefined is not asked. */
export const questions: fc.Arbitrary<Query> = fc
  .record({
    priceGte: one(fc.integer({ min: 0, max: 4000 })),
    priceLte: one(fc.integer({ min: 500, max: 5000 })),
    inStock: one(fc.boolean()),
    vendor: one(fc.constantFrom('Acme', 'globex')),
    brand: one(fc.constantFrom('acme', 'globex', 'nobody')),
    category: one(fc.constantFrom('home', 'kitchen', 'mugs', 'garden', 'nowhere')),
    collection: one(fc.constant('picked')),
    size: one(fc.constantFrom('S', 'm', ['S', 'L'])),
    colour: one(fc.constantFrom('Red', 'Blue')),
    material: one(fc.constantFrom('stoneware', ['glass', '1'])),
    capacity: one(fc.constantFrom('0.30', '1.0')),
    capacityGte: one(fc.constantFrom('0.4', '-1')),
    capacityLte: one(fc.constantFrom('1', '0.5')),
    washable: one(fc.constantFrom('true', 'false')),
    note: one(fc.constantFrom('1', '1.0', 'BORN AT SEA')),
    made_onGte: one(fc.constantFrom('2026-01-01')),
    sort: one(fc.constantFrom('newest', 'price', '-title', 'best_selling')),
  })
  .map(({ size, colour, material, capacity, capacityGte, capacityLte, washable, note, made_onGte, ...rest }) => {
    const said = <T extends object>(all: T): Record<string, never> =>
      Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as Record<string, never>;
    return {
      ...said(rest),
      option: said({ Size: size, Colour: colour }),
      attr: said({ material, capacity, capacityGte, capacityLte, washable, note, made_onGte }),
    };
  });

export function draftOf({ slug, status, vendor, paths, variants }: Model): ProductDraft {
  return productDraft(slug, {
    ...{ status, vendor, categoryPaths: paths, title: `Title of ${slug}` },
    options: [
      { name: 'Size', values: [...SIZES] },
      { name: 'Colour', values: [...COLOURS] },
    ],
    variants: variants.map(({ Size, Colour, amount, onHand }) =>
      variantDraft({ options: { Size, Colour }, prices: amount === null ? [] : [eur(amount)], onHand }),
    ),
  });
}

const same = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();
const listOf = (wanted: string | readonly string[] | undefined): readonly string[] => (wanted === undefined ? [] : [wanted].flat());

/** The definition of every filter, in the plainest way; `except` is the facet that does not count with its own. */
export function passes(product: Model, query: Query, except = ''): boolean {
  const { priceGte = 0, priceLte = Infinity, option = {}, attr = {} } = query;
  const amounts = product.variants.flatMap(({ amount }) => (amount === null ? [] : [amount]));
  const asks = <T>(name: string, wanted: T | undefined, holds: (wanted: T) => boolean): boolean =>
    except === name || wanted === undefined || holds(wanted);
  return (
    product.status === 'published' &&
    amounts.length > 0 &&
    (except === 'price' || amounts.some((amount) => amount >= priceGte && amount <= priceLte)) &&
    asks('inStock', query.inStock, (wanted) => product.variants.some(({ onHand }) => onHand > 0) === wanted) &&
    asks('vendor', query.vendor, (wanted) => same(product.vendor, wanted)) &&
    asks('brand', query.brand, (wanted) => same(product.vendor, wanted)) &&
    asks('category', query.category, (wanted) => product.paths.some((path) => path.some((step) => same(step, wanted)))) &&
    asks('collection', query.collection, () => product.picked) &&
    (['Size', 'Colour'] as const).every((name) =>
      asks(name, option[name], (wanted) => product.variants.some((one) => listOf(wanted).some((value) => same(value, one[name])))),
    ) &&
    Object.entries(attr).every(([name, wanted]) => hasAttribute(product, name, listOf(wanted), except))
  );
}

function hasAttribute({ attributes: own }: Model, name: string, wanted: readonly string[], except: string): boolean {
  const key = name.replace(/(Gte|Lte)$/, '');
  const value = own[key];
  if (except === key) return true;
  if (value === undefined) return false;
  const text = String(value);
  // Days compare like their texts.
  const before = (a: string, b: string): boolean => (key === 'capacity' ? Number(a) <= Number(b) : a <= b);
  if (name.endsWith('Gte')) return wanted.every((bound) => before(bound, text));
  if (name.endsWith('Lte')) return wanted.every((bound) => before(text, bound));
  return wanted.some((one) => (key === 'capacity' ? Number(one) === Number(text) : key === 'note' ? same(one, text) : one === text));
}
