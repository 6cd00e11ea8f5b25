import { checkedReturnUrl } from './return-url';
import { ReturnUrlNotAllowed } from './payments.errors';

const ORIGINS = ['https://shop.example.com', 'http://localhost:8080'];

describe('the return address', () => {
  it.each(['https://shop.example.com/done?order=1#top', 'http://localhost:8080/back'])('may be %s', (url) => {
    expect(checkedReturnUrl(url, ORIGINS)).toBe(url);
  });

  it('may be absent', () => {
    expect([checkedReturnUrl(undefined, ORIGINS), checkedReturnUrl(null, ORIGINS)]).toEqual([null, null]);
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
    'https://evil.example.com/',
    'http://shop.example.com/',
    'https://shop.example.com:8443/',
    'https://shop.example.com.evil.example/',
    'https://evil.example/https://shop.example.com/',
    `https://shop.example.com/${'a'.repeat(2048)}`,
  ])('cannot be %s', (url) => {
    expect(() => checkedReturnUrl(url, ORIGINS)).toThrow(ReturnUrlNotAllowed);
  });
});
