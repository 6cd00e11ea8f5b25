import { Config } from '../config';
import { CursorCodec, mapPage, pageOf, ValidationFailed } from '.';

const codec = new CursorCodec(new Config({ APP_SECRET: 'a secret of at least 32 characters' }));
const scope = { filters: { q: 'mug', priceGte: undefined }, caller: 'cus_1' };

describe('pages', () => {
  const cursorOf = (row: number) => `after ${row}`;

  it('end with the last row', () => {
    expect(pageOf([1, 2], 2, cursorOf)).toEqual({ data: [1, 2], page: { nextCursor: null, hasMore: false } });
    expect(pageOf([], 2, cursorOf)).toEqual({ data: [], page: { nextCursor: null, hasMore: false } });
  });

  it('go on after the last row shown, not after the one that was only looked at', () => {
    expect(pageOf([1, 2, 3], 2, cursorOf, 7)).toEqual({ data: [1, 2], page: { nextCursor: 'after 2', hasMore: true }, total: 7 });
  });

  it('keep their place when their rows are translated', () => {
    expect(mapPage(pageOf([1, 2, 3], 2, cursorOf), String)).toEqual({ data: ['1', '2'], page: { nextCursor: 'after 2', hasMore: true } });
  });
});

describe('cursors', () => {
  it('come back as they were, for the same filters and caller in any order of writing', () => {
    const cursor = codec.encode(['2026-11-20', 5, null], scope);
    expect(cursor).toMatch(/^[\w-]+$/);
    expect(codec.decode(cursor, { caller: 'cus_1', filters: { q: 'mug' } })).toEqual(['2026-11-20', 5, null]);
  });

  it.each([
    ['other filters', { ...scope, filters: { q: 'cup' } }],
    ['another caller', { ...scope, caller: 'cus_2' }],
    ['no scope', {}],
  ])('are refused with %s', (_, other) => {
    expect(() => codec.decode(codec.encode(['x'], scope), other)).toThrow(ValidationFailed);
  });

  it('are refused when changed, made up, or signed with another secret', () => {
    const cursor = codec.encode(['x'], scope);
    const other = new CursorCodec(new Config({ APP_SECRET: 'another secret of 32 characters!' }));
    const flipped = `${cursor.startsWith('A') ? 'B' : 'A'}${cursor.slice(1)}`;
    for (const bad of ['', 'x', '!!!!', `${cursor}=`, `${cursor}AA`, flipped, cursor.slice(0, -1), other.encode(['x'], scope)]) {
      expect(() => codec.decode(bad, scope)).toThrow(ValidationFailed);
    }
  });
});
