import fc from 'fast-check';
import { cleanHtml, plainText } from './description-html';

it.each([
  ['<p>Soft <strong>and</strong> warm</p>', '<p>Soft <strong>and</strong> warm</p>'],
  ['a<script>alert(1)</script>b', 'ab'],
  ['<img src="https://x.example/1.jpg" onerror="alert(1)">', '<img src="https://x.example/1.jpg" />'],
  ['<a href="javascript:alert(1)" title="t">x</a>', '<a title="t">x</a>'],
  ['<a href="//evil.example">x</a>', '<a>x</a>'],
  ['<iframe src="https://x.example"></iframe><style>p{}</style>', ''],
  ['<p style="position:fixed" class="x">y</p>', '<p>y</p>'],
  ['Salt & pepper', 'Salt &amp; pepper'],
])('cleans %s', (html, clean) => {
  expect(cleanHtml(html)).toBe(clean);
});

it('changes nothing when it cleans again', () => {
  const nested = cleanHtml('<td><b<p><td>');
  expect(cleanHtml(nested)).toBe(nested);
  const piece = fc.constantFrom(
    '<p>',
    '</p>',
    '<b',
    '>',
    '"',
    '&',
    '&amp;',
    '&lt;',
    '<a href="',
    'https://x.example',
    '<script>',
    '</script>',
    'word ',
    '<!--',
    '-->',
    "'",
    '<td>',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => cleanHtml(cleanHtml(pieces.join(''))) === cleanHtml(pieces.join(''))),
  );
});

it('finds the words between tags', () => {
  expect(plainText('<p>Salt</p><p>&amp; <b>pepper</b></p>')).toBe('Salt & pepper');
});
