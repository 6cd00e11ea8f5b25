import 'reflect-metadata';
import { DtoPipe } from '../../../platform/http/validation.pipe';
import { ValidationFailed } from '../../../platform/http';
import { AmountTooLarge, ImpossiblePriceInput } from '../pricing.errors';
import { simulate } from './simulate';
import { REQUEST_EXAMPLE, RESPONSE_EXAMPLE } from './simulation.example';
import { SimulationRequest, SimulationResponse } from './simulations.dto';

/** What the endpoint does with a body, without the network. */
function answer(body: unknown): SimulationResponse {
  const dto: unknown = new DtoPipe().transform(body, { type: 'body', metatype: SimulationRequest });
  if (!(dto instanceof SimulationRequest)) throw new Error('not a request');
  return SimulationResponse.from(simulate(SimulationRequest.toInput(dto)));
}

const line = (changes: object = {}) => ({ reference: 'a', unitPrice: 1000, quantity: 1, taxRate: '0.2', ...changes });
const body = (changes: object = {}) => ({ currency: 'EUR', basis: 'excl', lines: [line()], discounts: [], ...changes });
const discount = (changes: object) => body({ discounts: [{ level: 'order', kind: 'fixed', value: 1, ...changes }] });

it('answers the documented example to the documented request', () => {
  expect(JSON.parse(JSON.stringify(answer(REQUEST_EXAMPLE)))).toEqual(RESPONSE_EXAMPLE);
});

it('takes rates as components', () => {
  const taxRate = [
    { name: 'state', rate: '0.04' },
    { name: 'city', rate: '0.045' },
  ];
  expect(answer(body({ lines: [line({ taxRate })] })).taxBreakdown).toEqual([
    { rate: '0.045', name: 'city', base: 1000, tax: 45 },
    { rate: '0.04', name: 'state', base: 1000, tax: 40 },
  ]);
});

it('lets shipping and discounts be left out', () => {
  const { shipping, totals } = answer({ currency: 'JPY', basis: 'incl', lines: [line()] });
  expect(shipping).toEqual({ subtotal: 0, discount: 0, net: 0, tax: 0, gross: 0 });
  expect(totals).toEqual({ net: 833, tax: 167, gross: 1000 });
});

it.each<[string, object]>([
  ['no lines', body({ lines: [] })],
  ['a line that is none', body({ lines: ['a'] })],
  ['a fraction of a cent', body({ lines: [line({ unitPrice: 1.5 })] })],
  ['a text for an amount', body({ lines: [line({ unitPrice: '1000' })] })],
  ['an amount beyond 2^53-1', body({ lines: [line({ unitPrice: 2 ** 53 })] })],
  ['a negative amount', body({ lines: [line({ unitPrice: -1 })] })],
  ['no units', body({ lines: [line({ quantity: 0 })] })],
  ['a rate as a number', body({ lines: [line({ taxRate: 0.2 })] })],
  ['a rate with an exponent', body({ lines: [line({ taxRate: '2e-1' })] })],
  ['a negative rate', body({ lines: [line({ taxRate: '-0.2' })] })],
  ['a rate without components', body({ lines: [line({ taxRate: [] })] })],
  ['a component with something else', body({ lines: [line({ taxRate: [{ name: 'a', rate: '0.1', more: 1 }] })] })],
  ['an unknown basis', body({ basis: 'net' })],
  ['an unknown currency', body({ currency: 'XX1' })],
  ['an unknown field', body({ total: 1 })],
  ['an unknown field on a line', body({ lines: [line({ price: 1 })] })],
  ['a percentage as a number', discount({ kind: 'percent', value: 10 })],
  ['a fixed amount as a text', discount({ value: '1' })],
  ['a negative discount', discount({ value: -1 })],
  ['a negative percentage', discount({ kind: 'percent', value: '-10' })],
  ['an unknown kind', discount({ kind: 'bogof' })],
  ['a discount without a value', discount({ value: undefined })],
  ['shipping without a rate', body({ shipping: { amount: 1 } })],
])('refuses %s as malformed', (_, wrong) => {
  expect(() => answer(wrong)).toThrow(ValidationFailed);
});

it.each<[string, object]>([
  ['two lines of one reference', body({ lines: [line(), line()] })],
  ['a discount on a line that is not there', discount({ level: 'line', line: 'x' })],
  ['an order discount on a line', discount({ line: 'a' })],
  ['a rate of 1900 %', body({ lines: [line({ taxRate: '19' })] })],
  [
    'components over 100 %',
    body({
      shipping: {
        amount: 1,
        taxRate: [
          { name: 'a', rate: '0.6' },
          { name: 'b', rate: '0.41' },
        ],
      },
    }),
  ],
])('refuses %s as impossible', (_, wrong) => {
  expect(() => answer(wrong)).toThrow(ImpossiblePriceInput);
});

it('refuses a sum that JSON cannot carry', () => {
  expect(() => answer(body({ lines: [line({ unitPrice: Number.MAX_SAFE_INTEGER, quantity: 2 })] }))).toThrow(AmountTooLarge);
});

/** The least processor time of three answers, in microseconds: what else the machine does only ever adds to it. */
function leastWork(lineCount: number): number {
  const lines = Array.from({ length: lineCount }, (_, index) => line({ reference: `l${index}`, unitPrice: 1000 + index }));
  const discounts = Array.from({ length: 100 }, () => ({ level: 'order', kind: 'percent', value: '1.01' }));
  const works = [1, 2, 3].map(() => {
    const started = process.cpuUsage();
    expect(answer(body({ lines, discounts })).discounts).toHaveLength(100);
    return process.cpuUsage(started).user;
  });
  return Math.min(...works);
}

it('answers the largest simulation with work that grows as its lines do, not as their square', () => {
  leastWork(100);
  const small = leastWork(100);
  const largest = leastWork(500);
  expect(largest / small).toBeLessThan(8);
});
