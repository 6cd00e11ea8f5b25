import * as fc from 'fast-check';
import { cleanHtml, plainText, sanitised } from './description-html';
import { isPlainHtml } from './plain-html';

const tags = ['p', 'h1', 'ul', 'ol', 'li', 'b', 'em', 'code', 'div', 'a', 'script', 'P'].flatMap((name) => [`<${name}>`, `</${name}>`]);
const pieces = fc.constantFrom(...tags, '<b', 'b>', '<p class="x">', '&amp;', '&', '>', '<', ' ', '\n', 'Words', 'naïve', '\u00a0', '"');
const inner = fc
  .array(fc.constantFrom('words ', '<b>bold</b>', '<em>a <b>b</b></em>', '\n'), { maxLength: 4 })
  .map((parts) => parts.join(''));
const wellFormed = fc
  .array(
    fc.oneof(
      inner,
      inner.map((text) => `<p>${text}</p>`),
      fc.array(inner, { maxLength: 3 }).map((items) => `<ul>${items.map((item) => `<li>${item}</li>`).join('\n')}</ul>`),
    ),
    { maxLength: 5 },
  )
  .map((parts) => parts.join(''));
const anything = fc.oneof(
  fc.array(pieces, { maxLength: 12 }).map((parts) => parts.join('')),
  wellFormed,
);

describe('HTML that needs no cleaning', () => {
  it('is what the sanitiser would leave as it is, whatever the text', () => {
    fc.assert(
      fc.property(anything, (html) => {
        const text = html.normalize('NFC');
        expect(cleanHtml(html)).toBe(sanitised(text));
      }),
      { numRuns: 3000 },
    );
  });

  it('is recognised where it is well-formed, and nowhere else', () => {
    fc.assert(fc.property(wellFormed, (html) => isPlainHtml(html)));
    for (const html of [
      '<p>a',
      'a</p>',
      '<p><p>a</p></p>',
      '<ul>a<p></p></ul>',
      '<p onclick="x">a</p>',
      '<script></script>',
      'a &lt; b',
      '1 > 0',
    ]) {
      expect([html, isPlainHtml(html)]).toEqual([html, false]);
    }
  });

  it('has the same words for search as when it is parsed', () => {
    // An attribute sends the same text the long way.
    fc.assert(fc.property(wellFormed, (html) => plainText(html) === plainText(`<p title="x"></p>${html}`)));
  });
});
