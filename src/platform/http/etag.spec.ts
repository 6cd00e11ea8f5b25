import { MalformedRequest, PreconditionFailed } from '.';
import { etagOf, matchesNone, parseIfMatch } from './etag';

describe('tags', () => {
  it('move with the version and with the content', () => {
    const tag = etagOf({ version: 3, total: 1 });
    expect(tag).toMatch(/^"3-[0-9a-f]{8}"$/);
    expect(etagOf({ version: 3, total: 1 })).toBe(tag);
    expect(etagOf({ version: 3, total: 2 })).not.toBe(tag);
    expect(etagOf({ total: 1 })).toMatch(/^"[0-9a-f]{8}"$/);
  });

  it('are compared weakly by If-None-Match', () => {
    expect(matchesNone(undefined, '"a"')).toBe(false);
    expect(matchesNone('*', '"a"')).toBe(true);
    expect(matchesNone('"b", W/"a"', '"a"')).toBe(true);
    expect(matchesNone('"b"', '"a"')).toBe(false);
  });

  it('give If-Match its version', () => {
    expect(parseIfMatch(undefined)).toBeUndefined();
    expect(parseIfMatch('*')).toBeUndefined();
    expect(parseIfMatch('"12-0a1b2c3d"')).toBe(12);
    expect(parseIfMatch('W/"12-0a1b2c3d"')).toBe(12);
    expect(() => parseIfMatch('"somebody-elses"')).toThrow(PreconditionFailed);
    expect(() => parseIfMatch('"1-0a1b2c3d", "2-0a1b2c3d"')).toThrow(PreconditionFailed);
    expect(() => parseIfMatch('12')).toThrow(MalformedRequest);
    expect(() => parseIfMatch('"12-0a1b2c3d" or so')).toThrow(MalformedRequest);
  });

  it('give it the one of ours among others', () => {
    expect(parseIfMatch('"zzz", "12-0a1b2c3d"')).toBe(12);
    expect(parseIfMatch(' , "a,b" ,, "12-0a1b2c3d", "\u00e9"')).toBe(12);
    expect(() => parseIfMatch('"a,b"')).toThrow(PreconditionFailed);
  });
});
