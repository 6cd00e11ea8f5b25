import { differences, shopOnly } from './compare';
import { readAnswer } from './load/connection';
import { readOptions } from './options';
import { barPlot, xOf } from './plot';
import { judge, readGuard, sentenceOf } from './regression-guard';
import { fraction, page, printed } from './report';
import { growthOf, isFlat } from './soak';
import type { Result } from './report';
import { figuresOf, median, pairedRatio, percentile } from './statistics';
import { productRows } from './catalogue/products';

describe('the options', () => {
  it('have defaults for a whole run', () => {
    expect(readOptions([])).toMatchObject({
      products: 1000,
      connections: [1, 16, 64],
      rounds: 3,
      caches: ['off', 'on'],
      write: false,
      guard: false,
    });
  });

  it('are read as they are written', () => {
    const options = readOptions([
      '--products',
      '10000',
      '--connections',
      '16',
      '--operations',
      'list,add',
      '--seconds',
      '0.5',
      '--cache',
      'off',
    ]);
    expect(options).toMatchObject({ products: 10_000, connections: [16], operations: ['list', 'add'], seconds: 0.5, caches: ['off'] });
  });

  it.each([
    [['--products', '1e3'], /--products/],
    [['--connections', '16,0'], /--connections/],
    [['--operations', 'buy'], /--operations knows list/],
    [['--seconds', '0'], /--seconds/],
    [['--cache', 'maybe'], /--cache/],
    [['--minutes', '2'], /--minutes takes whole numbers from 3/],
    [['--fast'], /Unknown option/],
  ])('refuse %j', (args, reason) => {
    expect(() => readOptions(args)).toThrow(reason);
  });
});

describe('the memory over minutes', () => {
  const minute = (megabytes: number) => ({
    turns: { list: 1, deep: 1, detail: 1, search: 1, add: 1, checkout: 1 },
    memory: [megabytes, megabytes + 10],
  });

  it('is flat when it stays after its first minute, whatever it had before', () => {
    const minutes = [150, 200, 205, 195, 202, 198].map(minute);
    expect(growthOf(minutes)).toBeCloseTo(1, 1);
    expect(isFlat(minutes)).toBe(true);
  });

  it('grows when later minutes have more', () => {
    expect(isFlat([150, 200, 220, 240, 260, 280].map(minute))).toBe(false);
  });
});

describe('the statistics', () => {
  it('take the nearest rank', () => {
    const hundred = Array.from({ length: 100 }, (_, index) => 100 - index);
    expect([50, 95, 99, 100].map((percent) => percentile(hundred, percent))).toEqual([50, 95, 99, 100]);
    expect(percentile([7], 99)).toBe(7);
    expect(percentile([], 50)).toBe(0);
    expect(median([3, 1, 2])).toBe(2);
  });

  it('count costs per turn over all rounds, and the rate as the median round', () => {
    const sample = (turns: number, milliseconds: number) => ({
      turns,
      refused: 1,
      milliseconds,
      latencies: [2],
      cpu: 1000,
      databaseCpu: 500,
      statements: 40,
    });
    expect(figuresOf([sample(10, 1000), sample(20, 1000), sample(10, 10_000)])).toEqual({
      ...{ rate: 10, p50: 2, p95: 2, p99: 2 },
      ...{ cpu: 75, databaseCpu: 37.5, statements: 3, refused: 3 },
    });
  });

  it('compare neighbours in time, so that one slow minute of the machine does not count', () => {
    expect(pairedRatio([50, 5, 60], [100, 10, 100])).toBe(0.5);
    expect(pairedRatio([1], [0])).toBe(0);
  });
});

describe('the check of the bare server', () => {
  const shop = { id: 'a', price: { amount: 1 }, tags: ['x', 'y'], more: true };

  it('finds what it says differently', () => {
    expect(differences(shop, { id: 'b', price: { amount: 2 }, tags: ['x'] }, new Set(['id']))).toEqual([
      '/price/amount: 1 / 2',
      '/tags: 2 / 1 entries',
    ]);
    expect(differences(shop, { gone: null }, new Set())).toEqual(['/gone: undefined / null']);
  });

  it('tells what only the shop says', () => {
    expect(shopOnly({ data: [shop] }, { data: [{ id: 'a', price: {}, tags: [] }] })).toEqual(['/data/*/price/amount', '/data/*/more']);
  });
});

describe('an answer on the wire', () => {
  const whole = Buffer.from('HTTP/1.1 201 Created\r\nContent-Length: 4\r\nX-A: b\r\n\r\n{ü}');
  const chunked = Buffer.from('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\n{"a\r\n4\r\n":1}\r\n0\r\n\r\n');

  it.each([
    [whole, 201, '{ü}'],
    [chunked, 200, '{"a":1}'],
  ])('is read when it is whole, not before', (bytes, status, body) => {
    for (let length = 0; length < bytes.length; length += 1) expect(readAnswer(bytes.subarray(0, length))).toBeUndefined();
    expect(readAnswer(bytes)).toMatchObject({ status, body });
  });

  it('has no body when it is a 304', () => {
    expect(readAnswer(Buffer.from('HTTP/1.1 304 Not Modified\r\nETag: "1"\r\n\r\n'))).toMatchObject({ status: 304, body: '' });
  });
});

describe('the guard', () => {
  const known = { tolerance: 1.5, bounds: { list: 2, add: 3 } };

  it('breaks above bound and tolerance, and says when a bound is too loose', () => {
    const verdicts = judge(
      known,
      new Map([
        ['list', 3.1],
        ['add', 1],
        ['deep', 99],
      ] as const),
    );
    expect(verdicts.map(({ operation, broken, loose }) => ({ operation, broken, loose }))).toEqual([
      { operation: 'list', broken: true, loose: false },
      { operation: 'add', broken: false, loose: true },
    ]);
    expect(verdicts.map((verdict) => sentenceOf(verdict, 1.5)).join('\n')).toMatch(/^NOT OK {2}list: 3\.10 .*\nok .*lower it/);
  });

  it('has a bound for everything that shoppers wait for', () => {
    expect(Object.keys(readGuard().bounds).sort()).toEqual(['add', 'checkout', 'detail', 'list', 'search']);
  });
});

describe('the report', () => {
  const figures = { rate: 100, p50: 1, p95: 2, p99: 3, cpu: 500, databaseCpu: 200, statements: 2, refused: 0 };
  const results: Result[] = [1, 16].map((connections) => ({
    ...{ operation: 'list' as const, connections, cache: 'off' as const, shop: figures, bare: { ...figures, rate: 200, statements: 1 } },
    ...{ rateRatio: 0.5, cpuRatio: 2 },
  }));

  it('writes shares as fractions', () => {
    expect([0.5, 0.012, 1.234, 0].map(fraction)).toEqual(['1/2.0', '1/83.3', '1.23', '-']);
  });

  it('keeps absolute figures out of the page', () => {
    const text = page(results, 'npm run bench -- --write', false);
    expect(text).toMatch(/\| list +\| 2\.0 \/ 1\.0 +\| 2\.0 x +\| 1\/2\.0 +\| 1\/2\.0 +\|/);
    expect(text).not.toContain('500');
    expect(printed(results, [], false)).toContain('500');
  });

  it('draws a bar per operation, in proportion to the logarithm of the share', () => {
    const svg = barPlot('A & B', [
      { label: 'list', value: 0.5 },
      { label: 'add <cart>', value: 1 },
    ]);
    expect(svg.match(/fill="#2f6f9f"/g)).toHaveLength(2);
    expect(svg).toContain('add &lt;cart>');
    expect(xOf(1) - xOf(0.5)).toBeCloseTo(xOf(0.5) - xOf(0.25), 0);
    expect(xOf(1e9)).toBe(xOf(4));
  });
});

describe('the catalogue', () => {
  it('is the same one every time, with prices in two currencies and stock', () => {
    const rows = [...productRows(30)];
    expect(rows).toEqual([...productRows(30)]);
    expect(new Set(rows.map(({ Handle }) => Handle)).size).toBe(30);
    const variants = rows.filter((row) => row['Variant SKU'] !== undefined);
    expect(new Set(variants.map((row) => row['Variant SKU'])).size).toBe(variants.length);
    for (const row of variants)
      expect(row).toMatchObject({ 'Variant Price': expect.stringMatching(/^\d+\.\d\d$/), 'Price / USD': expect.any(String) });
  });
});
