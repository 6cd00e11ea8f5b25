import { canonicalEmail } from './canonical-email';

describe('canonical e-mail', () => {
  it('folds case and Unicode forms, and nothing else', () => {
    expect(canonicalEmail('J\u00dcrgen@EXAMPLE.com')).toBe(canonicalEmail('ju\u0308rgen@example.com'));
    expect(canonicalEmail('a.b+c@example.com')).toBe('a.b+c@example.com');
    expect(canonicalEmail('jurgen@example.com')).not.toBe(canonicalEmail('jürgen@example.com'));
  });
});
