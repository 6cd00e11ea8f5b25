import { cleanOptions, combinationKey, matchOptions, optionsOf } from './option-rules';

const OPTIONS = [
  { name: 'Size', values: ['S', 'M'] },
  { name: 'Colour', values: ['Red'] },
];

it('takes a combination for the same whatever the order, capitals and blanks', () => {
  expect(combinationKey({ Size: 'M', Colour: 'Dark  Red' })).toBe(combinationKey({ colour: ' dark red', SIZE: 'm' }));
  expect(combinationKey({ Size: 'M' })).not.toBe(combinationKey({ Size: 'S' }));
});

it("answers in the product's own spelling and order", () => {
  expect(Object.entries(matchOptions(OPTIONS, { colour: 'RED', size: 'm ' }))).toEqual([
    ['Size', 'M'],
    ['Colour', 'Red'],
  ]);
});

it.each([[{ Size: 'M' }], [{ Size: 'M', Colour: 'Blue' }], [{ Size: 'M', Colour: 'Red', Fit: 'Slim' }]])('refuses %j', (combination) => {
  expect(() => matchOptions(OPTIONS, combination)).toThrow(expect.objectContaining({ name: 'catalog/option-mismatch' }));
});

it.each([
  [[{ name: 'Size', values: [] }]],
  [[{ name: ' ', values: ['S'] }]],
  [[{ name: 'Size', values: ['S', 's'] }]],
  [[...OPTIONS, { name: 'size', values: ['L'] }]],
  [['a', 'b', 'c', 'd', 'e', 'f'].map((name) => ({ name, values: ['x'] }))],
])('refuses options like %j', (options) => {
  expect(() => cleanOptions(options)).toThrow(expect.objectContaining({ name: 'catalog/invalid-product' }));
});

it('reads options off variants in order of appearance', () => {
  expect(optionsOf([{ options: { Size: 'M' } }, { options: { Size: 'S' } }, { options: { Size: 'M' } }])).toEqual([
    { name: 'Size', values: ['M', 'S'] },
  ]);
});
