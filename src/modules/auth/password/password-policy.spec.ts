import { WeakPassword } from '../auth.errors';
import { requireStrongPassword } from './password-policy';

const check =
  (password: string, email = 'ada@example.com') =>
  () =>
    requireStrongPassword(password, email);

describe('password policy', () => {
  it.each([
    'password',
    'Password1',
    'P@ssw0rd!',
    'iloveyou2024',
    'qwertyuiop',
    'poiuytrewq',
    '12345678',
    '87654321',
    'aaaaaaaa',
    'abababab',
    '!!Football99!!',
    'zxcvbnmz',
  ])('refuses %s', (password) => expect(check(password)).toThrow(WeakPassword));

  it('refuses the address itself, and its name with digits', () => {
    expect(check('ada.lovelace@example.com', 'Ada.Lovelace@example.com')).toThrow(WeakPassword);
    expect(check('lovelace1815', 'lovelace@example.com')).toThrow(WeakPassword);
  });

  it.each(['portico demo passphrase', 'correct horse battery staple', 'Tr4nsit-Oolong-93', 'šesť žltých koní', '密码密码安全很重要'])(
    'takes %s',
    (password) => expect(check(password)).not.toThrow(),
  );
});
