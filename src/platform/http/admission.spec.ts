import { setTimeout as sleep } from 'node:timers/promises';
import { AdaptiveLimit } from './adaptive-limit';
import { priorityOf } from './priority';
import { WaitingLine } from './waiting-line';

describe('the limit', () => {
  const CALM = { loop: 1, pool: 1 };
  const many = (limit: AdaptiveLimit, rounds: number, delays = CALM, inside = 1_000): number => {
    for (let round = 0; round < rounds; round += 1) limit.observe(delays, inside);
    return limit.value;
  };

  it('grows while it is used and nobody waits, and no further than it makes sense', () => {
    const limit = new AdaptiveLimit();
    const before = limit.value;
    expect(many(limit, 1)).toBeGreaterThan(before);
    expect(many(limit, 1_000)).toBe(256);
  });

  it('grows no further than there is room behind it', () => {
    const limit = new AdaptiveLimit(80);
    expect(many(limit, 1_000)).toBe(80);
    expect(many(new AdaptiveLimit(8), 1_000, { loop: 100, pool: 0 })).toBe(8);
  });

  it('stays where it is while it is not used', () => {
    const limit = new AdaptiveLimit();
    const before = limit.value;
    expect(many(limit, 100, CALM, 1)).toBe(before);
  });

  it.each([
    ['the event loop', { loop: 100, pool: 0 }],
    ['a connection', { loop: 0, pool: 500 }],
  ])('sinks when everybody waits for %s, within a second or two, and keeps a few places', (_what, delays) => {
    const limit = new AdaptiveLimit();
    expect(many(limit, 8, delays)).toBe(32);
    expect(many(limit, 100, delays)).toBe(32);
  });
});

describe('the line', () => {
  it('lets in who came first', async () => {
    const line = new WaitingLine(1_000);
    const order: string[] = [];
    const waits = ['first', 'second'].map((name) => line.wait().then(() => order.push(name)));
    expect([line.length, line.admitNext(), line.admitNext(), line.admitNext()]).toEqual([2, true, true, false]);
    await Promise.all(waits);
    expect(order).toEqual(['first', 'second']);
  });

  it('tells who has waited too long', async () => {
    const line = new WaitingLine(10);
    await expect(line.wait()).resolves.toBe(false);
    expect([line.length, line.admitNext()]).toEqual([0, false]);
  });

  it('is too long when it moves too slowly for its last one', async () => {
    const line = new WaitingLine(5_000);
    for (let waiting = 0; waiting < 500; waiting += 1) void line.wait();
    expect(line.tooLong).toBe(false);
    for (let admitted = 0; admitted < 20; admitted += 1) {
      await sleep(20);
      line.admitNext();
    }
    expect(line.tooLong).toBe(true);
    while (line.length >= 4) line.admitNext();
    expect(line.tooLong).toBe(false);
    while (line.admitNext());
  });
});

describe('a line that stands still', () => {
  it('takes nobody else after a while, whatever its pace was', async () => {
    const line = new WaitingLine(1_000, 0.05);
    for (let waiting = 0; waiting < 6; waiting += 1) void line.wait();
    line.admitNext();
    expect(line.tooLong).toBe(false);
    await sleep(80);
    expect(line.tooLong).toBe(true);
    while (line.admitNext());
  });
});

describe('the priority of a request', () => {
  it.each([
    [{ priority: 'vital' } as const, 'POST', '/v1/admin/payments/x/refunds', 'vital'],
    [{}, 'GET', '/v1/things', 'ordinary'],
    [{}, 'GET', '/v1/admin/things', 'deferrable'],
    [{}, 'GET', '/v%31/adm%69n/things', 'deferrable'],
    [{}, 'GET', 'http://shop.example/v1/admin/things', 'deferrable'],
    [{}, 'PATCH', '/v1/admin/things/1', 'ordinary'],
    [{ deferrableWhen: /[?&]q=/ }, 'GET', '/v1/things?q=a', 'deferrable'],
    [{ deferrableWhen: /[?&]q=/ }, 'GET', '/v1/things?limit=1&%71=a', 'deferrable'],
    [{ deferrableWhen: /[?&]q=/ }, 'GET', '/v1/things?vendor=a%26q=', 'ordinary'],
    [{ deferrableWhen: /[?&]q=/ }, 'GET', '/v1/things', 'ordinary'],
  ])('of %j, %s %s is %s', (worth, method, url, priority) => {
    expect(priorityOf(worth, method, url)).toBe(priority);
  });
});
