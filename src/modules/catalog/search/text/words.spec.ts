import fc from 'fast-check';
import { typedText } from '../query/typed-words';
import { fold } from './fold';
import { stemOf } from './stem';
import { distance, errorsIn, knownRests, restsOf } from './typing-errors';
import { groupsOf } from './words';

const terms = (text: string): string[] =>
  [...groupsOf(text)].flatMap(({ words, joined }) => [...words, ...(joined ? [joined] : [])]).map(({ term }) => term);
const typed = (text: string): string[] => typedText(text).words.map(({ term }) => term);

describe('folding', () => {
  it.each([
    ['Café Crème', 'cafe creme'],
    ['STRASSE Straße', 'strasse strasse'],
    ['Smørrebrød Łódź Ærø', 'smorrebrod lodz aero'],
    ['ΚΑΦΈΣ', 'καφεσ'],
    ['Ｍｕｇ５', 'mug5'],
    ['がか', 'がか'],
    ['İstanbul', 'istanbul'],
  ])('takes %j for %j', (text, folded) => {
    expect(fold(text)).toBe(folded);
  });
});

describe('words', () => {
  it.each([
    ['T-Shirt', ['t', 'shirt', 'tshirt']],
    ['cast-iron pan', ['cast', 'iron', 'castiron', 'pan']],
    ["Men's, women’s", ['men', 'women']],
    ['500ml', ['500', 'ml', '500ml']],
    ['0.5 l or 0,5 l', ['0.5', 'l', 'or', '0.5', 'l']],
    ['1,950 m', ['1.950', 'm']],
    ['36-38', ['36', '38']],
    ['S,M,L', ['s', 'm', 'l']],
    ['Papiermühle & Co.', ['papiermuhle', 'co']],
    ['👍 +-*"()~<>@', []],
    ['Кофе', ['кофе']],
  ])('of %j are %j', (text, words) => {
    expect(terms(text)).toEqual(words);
  });

  it('are pairs of characters in scripts without blanks', () => {
    expect(typed('緑茶セット')).toEqual(['緑茶', '茶セ', 'セッ', 'ット']);
    expect(typed('茶')).toEqual(['茶']);
  });

  it('leave out what stands in every text, unless there is nothing else', () => {
    expect(typed('the mug with a handle')).toEqual(['mug', 'handle']);
    expect(typed('the')).toEqual(['the']);
  });

  it('are few and short, however much is typed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), (text) => {
        const { words, phrases } = typedText(text);
        return words.length <= 8 && phrases.length <= 24 && words.every(({ term, stem }) => term.length <= 40 && stem.length <= 41);
      }),
    );
    expect(typed('mug '.repeat(500))).toEqual(['mug']);
    expect(typed(Array.from({ length: 2000 }, (_, index) => `word${index}`).join(' ')).length).toBe(8);
  });
});

describe('forms', () => {
  it.each([
    ['mug', 'mugs'],
    ['box', 'boxes'],
    ['dish', 'dishes'],
    ['glass', 'glasses'],
    ['berry', 'berries'],
    ['shoe', 'shoes'],
    ['knife', 'knives'],
    ['scarf', 'scarves'],
    ['potato', 'potatoes'],
    ['bake', 'baking'],
    ['insulate', 'insulated', 'insulating'],
    ['stripe', 'stripes', 'striped'],
    ['zip', 'zips', 'zipped'],
    ['camp', 'camps', 'camping'],
    ['woman', 'women'],
    ['mens', 'men'],
    ['constructor', 'constructors'],
    ['tasse'],
  ])('of %s are one: %j', (...forms) => {
    expect(new Set(forms.map(stemOf)).size).toBe(1);
  });

  it.each([
    ['cap', 'cape'],
    ['hop', 'hope'],
    ['ring', 'r'],
    ['spring', 'spr'],
    ['paper', 'pap'],
    ['stripe', 'strip'],
    ['glass', 'glas'],
    ['dinner', 'din'],
  ])('keep %s and %s apart', (one, other) => {
    expect(stemOf(one)).not.toBe(stemOf(other));
  });
});

describe('typing errors', () => {
  it.each([
    ['kettel', 'kettle', 1],
    ['nife', 'knife', 1],
    ['cofee', 'coffee', 1],
    ['neckalce', 'necklace', 1],
    ['stonewear', 'stoneware', 2],
    ['mug', 'mug', 0],
    ['mug', 'bowl', 4],
  ])('between %s and %s are %i', (one, other, errors) => {
    expect(distance(one, other, false)).toBe(errors);
    expect(distance(other, one, false)).toBe(errors);
  });

  it('of what is not finished are counted against the beginning', () => {
    expect(distance('stonwar', 'stoneware', true)).toBe(1);
    expect(distance('stonwar', 'stoneware', false)).toBe(2);
  });

  it('are allowed in long words only', () => {
    expect([
      errorsIn('mug'),
      errorsIn('mugs'),
      errorsIn('necklac'),
      errorsIn('necklace'),
      errorsIn('ab12'),
      errorsIn('x'.repeat(30)),
    ]).toEqual([0, 1, 1, 2, 0, 0]);
  });

  it('leave a rest in common, whichever letters they concern', () => {
    const letter = fc.constantFrom(...'abcdefgh');
    const word = fc.array(letter, { minLength: 4, maxLength: 12 }).map((letters) => letters.join(''));
    const edit = fc.record({ at: fc.nat(11), kind: fc.constantFrom('drop', 'add', 'swap', 'change'), with: letter });
    fc.assert(
      fc.property(word, fc.array(edit, { maxLength: 2 }), (known, edits) => {
        const wrong = edits.reduce((text, { at, kind, with: other }) => {
          const place = at % text.length;
          if (kind === 'drop') return text.slice(0, place) + text.slice(place + 1);
          if (kind === 'add') return text.slice(0, place) + other + text.slice(place);
          if (kind === 'change') return text.slice(0, place) + other + text.slice(place + 1);
          return text.slice(0, place) + (text[place + 1] ?? '') + (text[place] ?? '') + text.slice(place + 2);
        }, known);
        const allowed = errorsIn(wrong);
        if (distance(wrong, known, false) > allowed) return true;
        const rests = new Set(knownRests(known));
        return restsOf(wrong, allowed).some((rest) => rests.has(rest));
      }),
      { numRuns: 2_000 },
    );
  });
});
