import { currencyExponent, formatMoney, parseMoney } from './money';

it('divides currencies as ISO 4217 does, whatever the runtime says', () => {
  const digits = Object.fromEntries(['EUR', 'HUF', 'IDR', 'COP', 'JPY', 'ISK', 'KWD', 'CLF'].map((code) => [code, currencyExponent(code)]));
  expect(digits).toEqual({ EUR: 2, HUF: 2, IDR: 2, COP: 2, JPY: 0, ISK: 0, KWD: 3, CLF: 4 });
});

it('reads what it writes', () => {
  for (const [text, currency] of [
    ['19.99', 'HUF'],
    ['1999', 'JPY'],
    ['1.999', 'KWD'],
  ] as const) {
    expect(formatMoney(parseMoney(text, currency))).toContain(text);
  }
});
