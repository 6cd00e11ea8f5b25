import fc from 'fast-check';
import { likeText, searchTerms } from './search-terms';

it('requires each word as a beginning, and keeps the text for a SKU', () => {
  expect(searchTerms(' Blue  MUGS ')).toEqual({ boolean: '+blue* +mugs*', titleWords: [], exact: 'Blue  MUGS' });
});

it('drops short words and stop words beside longer ones', () => {
  expect(searchTerms('the XL T-shirt').boolean).toBe('+shirt*');
});

it('looks for short words alone at the beginning of title words', () => {
  expect(searchTerms('TV')).toMatchObject({ boolean: null, titleWords: ['tv%'] });
  expect(searchTerms('a_b')).toMatchObject({ boolean: '+a_b*' });
});

it('looks inside titles for scripts without blanks', () => {
  expect(searchTerms('緑茶')).toMatchObject({ boolean: null, titleWords: ['%緑茶%'] });
});

it('lets no operator through, whatever is typed', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), (text) => {
      const { boolean } = searchTerms(text);
      return boolean === null || /^\+[\p{L}\p{M}\p{N}_]+\*( \+[\p{L}\p{M}\p{N}_]+\*)*$/u.test(boolean);
    }),
  );
});

it('makes wildcards mean themselves', () => {
  expect(likeText('50%_\\')).toBe('50\\%\\_\\\\');
});
