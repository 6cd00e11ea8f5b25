import { originForm, plainTarget } from './request-target';

it('reads what everybody may write as it is in every other spelling', () => {
  expect(plainTarget('/v1/payment%2Dmethods/a%2eb%5Fc%7e%41')).toBe('/v1/payment-methods/a.b_c~A');
  expect(plainTarget('http://shop.example/v%31/things?q=%2F')).toBe('/v1/things?q=%2F');
  expect(plainTarget('/a%2Fb%25%20')).toBe('/a%2Fb%25%20');
  expect(originForm('https://shop.example')).toBe('');
});
