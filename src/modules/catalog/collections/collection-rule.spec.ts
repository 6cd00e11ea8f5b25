import { fulfils } from './collection-rule';
import type { ProductFacts, RuleCondition } from './collection-rule';

const facts: ProductFacts = {
  title: 'Blue Mug',
  vendor: 'Northwind',
  productType: 'Mug',
  tags: ['Ceramic', 'sale'],
  brandId: 'brand_1',
  categoryIds: new Set(['cat_home', 'cat_kitchen']),
  prices: [{ currency: 'EUR', min: 1500, max: 2500 }],
  attributes: { material: 'stoneware', capacity: '0.3', washable: true, made_on: '2026-02-01' },
  createdAt: new Date('2026-03-01T00:00:00Z'),
};
const holds = (condition: RuleCondition): boolean => fulfils({ match: 'all', conditions: [condition] }, facts);

it.each<[RuleCondition, boolean]>([
  [{ field: 'tag', operator: 'equals', value: 'ceramic' }, true],
  [{ field: 'tag', operator: 'not_equals', value: 'SALE' }, false],
  [{ field: 'vendor', operator: 'equals', value: 'northwind' }, true],
  [{ field: 'type', operator: 'not_equals', value: 'Cup' }, true],
  [{ field: 'brand', operator: 'equals', value: 'brand_2' }, false],
  [{ field: 'category', operator: 'equals', value: 'cat_home' }, true],
  [{ field: 'title', operator: 'contains', value: 'mug' }, true],
  [{ field: 'title', operator: 'starts_with', value: 'mug' }, false],
  [{ field: 'price', operator: 'lte', value: '1500', currency: 'EUR' }, true],
  [{ field: 'price', operator: 'gte', value: '1501', currency: 'EUR' }, false],
  [{ field: 'price', operator: 'gte', value: '1', currency: 'USD' }, false],
  [{ field: 'created', operator: 'gte', value: '2026-03-01T00:00:00Z' }, true],
  [{ field: 'created', operator: 'lte', value: '2026-02-28T00:00:00Z' }, false],
  [{ field: 'attribute', operator: 'equals', value: 'Stoneware', attribute: 'material' }, true],
  [{ field: 'attribute', operator: 'gte', value: '0.25', attribute: 'capacity' }, true],
  [{ field: 'attribute', operator: 'equals', value: '0.30', attribute: 'capacity' }, true],
  [{ field: 'attribute', operator: 'equals', value: 'true', attribute: 'washable' }, true],
  [{ field: 'attribute', operator: 'lte', value: '2026-01-31', attribute: 'made_on' }, false],
  [{ field: 'attribute', operator: 'equals', value: 'x', attribute: 'unknown' }, false],
  [{ field: 'attribute', operator: 'not_equals', value: 'x', attribute: 'unknown' }, true],
])('%j is %s of a blue mug', (condition, expected) => {
  expect(holds(condition)).toBe(expected);
});

it('takes all of the conditions, or any', () => {
  const conditions: RuleCondition[] = [
    { field: 'tag', operator: 'equals', value: 'sale' },
    { field: 'vendor', operator: 'equals', value: 'Somebody else' },
  ];
  expect(fulfils({ match: 'all', conditions }, facts)).toBe(false);
  expect(fulfils({ match: 'any', conditions }, facts)).toBe(true);
});
