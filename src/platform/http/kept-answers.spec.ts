import { Config } from '../config';
import { KeptAnswers } from './kept-answers';

const SPOKEN = ['accept-language'];

function keysOf(locales: string, headers: readonly (string | undefined)[]): Set<string | undefined> {
  const kept = new KeptAnswers(new Config({ LOCALES: locales }));
  return new Set(headers.map((header) => kept.keyOf('/v1/products', SPOKEN, header === undefined ? {} : { 'accept-language': header })));
}

describe('the key of a kept answer', () => {
  it('is the same for all who get the same language, however they ask for it', () => {
    expect(keysOf('en,de,de-AT', ['de', 'de-CH', 'fr;q=0.3, de;q=0.9', 'de-DE,de;q=0.9,en;q=0.8', 'x-y, DE'])).toHaveProperty('size', 1);
    expect(keysOf('en,de,de-AT', [undefined, '', 'en', 'en-US,en;q=0.5', 'fr', 'xx-qq, yy', '*', 'de;q=0'])).toHaveProperty('size', 1);
    expect(keysOf('en,de,de-AT', ['en', 'de', 'de-AT', 'de-at, de'])).toHaveProperty('size', 3);
  });

  it('says nothing of languages in a shop that has one', () => {
    const many = Array.from({ length: 300 }, (_, index) => `en-US,en;q=0.9,${String.fromCharCode(97 + (index % 26))}${index}`);
    expect(keysOf('en', ['de', undefined, ...many])).toHaveProperty('size', 1);
  });

  it('holds what else the answer depends on as it was sent, and is none for a long address', () => {
    const kept = new KeptAnswers(new Config({ LOCALES: 'en,de' }));
    const keys = ['a', 'b'].map((value) => kept.keyOf('/v1/products', ['x-shop'], { 'x-shop': value, 'accept-language': value }));
    expect(new Set(keys)).toHaveProperty('size', 2);
    expect(kept.keyOf(`/v1/products?q=${'a'.repeat(2_000)}`, SPOKEN, {})).toBeUndefined();
  });
});
