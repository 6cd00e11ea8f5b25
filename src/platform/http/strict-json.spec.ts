import * as fc from 'fast-check';
import { MAX_DEPTH, parseStrictJson, StrictJsonError } from './strict-json';

const parse = (text: string): unknown => parseStrictJson(Buffer.from(text));

function refusal(bytes: string | Uint8Array): string {
  try {
    parseStrictJson(typeof bytes === 'string' ? Buffer.from(bytes) : bytes);
  } catch (error) {
    if (error instanceof StrictJsonError) return `${error.code} ${error.pointer}`.trim();
    throw error;
  }
  return 'taken';
}

// A failing run prints its seed; give it to fc.assert to repeat it.
const runs = { numRuns: 500 };

const refused: readonly (readonly [text: string, refusal: string])[] = [
  ['{"a":1,"a":2}', 'duplicate_key /a'],
  ['{"a":1,"\\u0061":2}', 'duplicate_key /a'],
  ['{"lines":[{"x":1},{"x":1,"x":2}]}', 'duplicate_key /lines/1/x'],
  ['{"a":"\\u0000"}', 'nul /a'],
  ['{"a":"\\ud800"}', 'lone_surrogate /a'],
  ['{"a":["\\udc00\\ud800"]}', 'lone_surrogate /a/0'],
  ['{"\\ud800":1}', 'lone_surrogate'],
  ['{"a":1.5}', 'integer /a'],
  ['{"a":1.0}', 'integer /a'],
  ['{"a":1e3}', 'integer /a'],
  ['{"a":1E308}', 'integer /a'],
  ['{"a":1e999}', 'integer /a'],
  ['{"a":-0}', 'integer /a'],
  ['{"a":9007199254740992}', 'integer /a'],
  ['{"a":9007199254740993}', 'integer /a'],
  ['{"a":-9007199254740992}', 'integer /a'],
  ['[1,[2,3.5]]', 'integer /1/1'],
  ['1.5', 'integer'],
  ['{"__proto__":{}}', 'forbidden_key /__proto__'],
  ['{"\\u005f_proto__":{}}', 'forbidden_key /__proto__'],
  ['{"a":{"constructor":1}}', 'forbidden_key /a/constructor'],
  ['{"hasOwnProperty":1}', 'forbidden_key /hasOwnProperty'],
  ['\ufeff{}', 'byte_order_mark'],
  ['', 'json'],
  [' ', 'json'],
  ['{', 'json'],
  ['{"a":1}}', 'json'],
  ['{"a"', 'json'],
  ['"', 'json'],
  ['"\\', 'json'],
  ["{'a':1}", 'json'],
  ['{"a":01}', 'integer /a'],
  ['{"a":"\u0001"}', 'json'],
  ['{"a":"\\x"}', 'json'],
  ['NaN', 'json'],
  ['-', 'integer'],
];

describe('strict JSON', () => {
  it.each(refused)('refuses %s', (text, expected) => {
    expect(refusal(text)).toBe(expected);
  });

  it.each([
    [[0x22, 0xff, 0x22]],
    [[0x22, 0xc0, 0xaf, 0x22]],
    [[0x22, 0xed, 0xa0, 0x80, 0x22]],
    [[0x22, 0xf4, 0x90, 0x80, 0x80, 0x22]],
    [[0x22, 0xe2, 0x82, 0x22]],
  ])('refuses bytes that are no UTF-8: %j', (bytes) => {
    expect(refusal(Uint8Array.from(bytes))).toBe('utf8');
  });

  it('takes 32 levels and not one more', () => {
    const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);
    expect(refusal(nested(MAX_DEPTH))).toBe('taken');
    expect(refusal(nested(MAX_DEPTH + 1))).toBe('too_deep');
    expect(refusal('{"a":'.repeat(3000) + '1' + '}'.repeat(3000))).toBe('too_deep');
    expect(refusal('['.repeat(100_000))).toBe('too_deep');
  });

  it('takes what is special only in look', () => {
    expect(parse('{"a":"1.5e3 {[\\"\\\\,","b":[],"c":{"a":-1}}')).toEqual({ a: '1.5e3 {["\\,', b: [], c: { a: -1 } });
    expect(parse('[9007199254740991,-9007199254740991,0]')).toEqual([Number.MAX_SAFE_INTEGER, -Number.MAX_SAFE_INTEGER, 0]);
    expect(parse('"\\ud83d\\ude00"')).toBe('😀');
  });
});

const exact = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 5 },
    fc.maxSafeInteger().map((n) => n + 0 || 0),
    fc.string({ unit: 'grapheme' }).map((text) => text.replaceAll('\0', '')),
    fc.boolean(),
    fc.constant(null),
    tie('list'),
    tie('object'),
  ),
  list: fc.array(tie('value'), { maxLength: 4 }),
  object: fc.dictionary(
    fc.string({ unit: 'grapheme' }).filter((key) => !(key in Object.prototype) && key !== 'prototype' && !key.includes('\0')),
    tie('value'),
    { maxKeys: 4, noNullPrototype: true },
  ),
}));

describe('strict JSON beside JSON.parse', () => {
  it('reads every exact value as JSON.parse does, whatever the white space and escapes', () => {
    const escaped = (text: string) =>
      text.replace(/[^\x00-\x7f]/gu, (c) =>
        [...Array(c.length).keys()].map((i) => `\\u${c.charCodeAt(i).toString(16).padStart(4, '0')}`).join(''),
      );
    fc.assert(
      fc.property(exact.value, fc.constantFrom(undefined, 2, '\t'), (value, indent) => {
        const text = JSON.stringify(value, undefined, indent);
        expect(parse(text)).toEqual(JSON.parse(text));
        expect(parse(escaped(text))).toEqual(JSON.parse(text));
      }),
      runs,
    );
  });
});

describe('strict JSON on anything at all', () => {
  it('refuses whatever JSON.parse refuses, and never fails otherwise', () => {
    const pieces = fc.array(
      fc.constantFrom('{', '}', '[', ']', ',', ':', '"', '\\', 'a', '"k"', '1', '-', '.', 'e', 'null', ' ', '\\u', 'd800', '\u{1f600}'),
      { maxLength: 14 },
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          pieces.map((parts) => parts.join('')),
        ),
        (text) => {
          const taken = refusal(text) === 'taken';
          if (taken) expect(parse(text)).toEqual(JSON.parse(text));
        },
      ),
      { ...runs, numRuns: 3_000 },
    );
  });

  it('refuses a value hidden anywhere in a document', () => {
    const poison = fc.constantFrom(...['1.5', '1e3', '"\\u0000"', '"\\ud800"', '{"k":1,"k":2}', '{"__proto__":1}', '9007199254740993']);
    fc.assert(
      fc.property(exact.value, exact.value, poison, (left, right, bad) => {
        const text = `{"left":${JSON.stringify(left)},"bad":[${bad}],"right":${JSON.stringify(right)}}`;
        expect(refusal(text)).toMatch(/ \/bad\/0/);
      }),
      runs,
    );
  });

  it('is never lost on random bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => typeof refusal(bytes) === 'string'),
      runs,
    );
  });
});
