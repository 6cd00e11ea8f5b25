import { checkedReturnUrl } from './return-url';
import { ReturnUrlNotAllowed } from './payments.errors';

describe('the return address', () => {
  it.each(['https://shop.example.com/done?order=1#top', 'http://localhost:8080/back'])('may be %s', (url) => {
    expect(checkedReturnUrl(url)).toBe(url);
  });

  it('may be absent', () => {
    expect([checkedReturnUrl(undefined), checkedReturnUrl(null)]).toEqual([null, null]);
  });

  it.each([
    'javascript:alert(1)',
    'data:text/html,hello',
    'file:///etc/passwd',
    '//evil.example.com',
    '/relative',
    'https://user:secret@shop.example.com/',
    'https://',
    '',
    `https://shop.example.com/${'a'.repeat(2048)}`,
  ])('cannot be %s', (url) => {
    expect(() => checkedReturnUrl(url)).toThrow(ReturnUrlNotAllowed);
  });
});
