import type { Mutant } from '../mutant';

const auth = (file: string): string => `src/modules/auth/${file}`;
const SESSIONS = ['test/modules/auth/sessions.spec.ts'];
const LOGIN = ['test/modules/auth/login.spec.ts'];
const ACCOUNT = ['test/modules/auth/account.spec.ts', 'test/modules/auth/endpoints.spec.ts'];
const ACCESS = ['test/modules/auth/access.spec.ts', 'src/modules/auth/access/access.guard.spec.ts'];

export const access: readonly Mutant[] = [
  {
    name: 'refresh-used-once',
    file: auth('session/rotate-refresh-token.ts'),
    find: 'WHERE hash = ? AND rotated_at IS NULL',
    replace: 'WHERE hash = ?',
    tests: SESSIONS,
  },
  {
    name: 'refresh-reuse-ends-the-family',
    file: auth('session/rotate-refresh-token.ts'),
    find: "if (await this.sessions.end(family.id, 'reuse', family.accountId)) {",
    replace: "if (family.id === '') {",
    tests: SESSIONS,
  },
  {
    name: 'refresh-grace-only-while-unused',
    file: auth('session/rotate-refresh-token.ts'),
    find: ' AND successor.rotated_at IS NULL',
    replace: '',
    tests: SESSIONS,
  },
  {
    name: 'refresh-grace-ends',
    file: auth('session/rotate-refresh-token.ts'),
    find: 'const GRACE_MS = 10_000;',
    replace: 'const GRACE_MS = 10_000_000;',
    tests: SESSIONS,
  },
  {
    name: 'session-of-an-old-epoch',
    file: auth('session/session.service.ts'),
    find: ' AND s.epoch = a.epoch',
    replace: '',
    tests: [...SESSIONS, ...ACCOUNT],
  },
  {
    name: 'session-of-somebody-else',
    file: auth('session/session.service.ts'),
    find: 'WHERE id = ? AND account_id = ? AND ended_at',
    replace: 'WHERE id = ? AND (account_id = ? OR 1 = 1) AND ended_at',
    tests: [...SESSIONS, ...ACCOUNT],
  },
  {
    name: 'login-throttle',
    file: auth('account/login.service.ts'),
    find: 'await this.throttle.requireCalm(canonical, client.source);',
    replace: '',
    tests: LOGIN,
  },
  {
    name: 'login-failures-counted',
    file: auth('account/login.service.ts'),
    find: 'if (!matches) await this.throttle.recordFailure(email, source);',
    replace: '',
    tests: LOGIN,
  },
  {
    name: 'login-password',
    file: auth('account/login.service.ts'),
    find: 'if (!account || !stored || !matches)',
    replace: 'if (!account || !stored)',
    tests: LOGIN,
  },
  {
    name: 'address-of-somebody-else',
    file: auth('account/address.service.ts'),
    find: 'findOneBy({ id, accountId })',
    replace: 'findOneBy({ id })',
    tests: ACCOUNT,
  },
  {
    name: 'permission',
    file: auth('access/access.guard.ts'),
    find: "if (access.kind === 'permission' && !caller.permissions.has(access.permission)) throw new Forbidden();",
    replace: '',
    tests: ACCESS,
  },
  {
    name: 'operation-without-policy',
    file: auth('access/access.guard.ts'),
    find: 'if (!access) throw new Forbidden();',
    replace: 'if (!access) return;',
    tests: [...ACCESS].reverse(),
  },
  {
    name: 'token-of-an-ended-session',
    file: auth('access/access.guard.ts'),
    find: 'if (!identity || identity.accountId !== request.user?.accountId) throw new Unauthenticated();',
    replace: '',
    tests: ACCESS,
  },
  {
    name: 'if-match-required',
    file: 'src/platform/http/etag.ts',
    find: "headers['if-match'] === undefined)",
    replace: "headers['if-match'] === '')",
    tests: ['test/e2e/edge/answers.spec.ts', 'test/modules/catalog/http.spec.ts'],
  },
  {
    name: 'card-number-check-digit',
    file: 'src/platform/security/card-numbers.ts',
    find: '|| !passesLuhn(digits)',
    replace: '',
    tests: ['src/platform/security/security.spec.ts'],
  },
  {
    name: 'card-number-in-a-body',
    file: 'src/platform/http/body-parser.ts',
    find: 'if (card) throw',
    replace: 'if (card && bytes.length === 0) throw',
    tests: ['test/e2e/edge/edge.spec.ts'],
  },
  {
    name: 'card-number-in-a-query',
    file: 'src/platform/http/edge.ts',
    find: 'if (findCardNumber(request.query)) throw',
    replace: "if (findCardNumber(request.query) && request.method === '') throw",
    tests: ['test/e2e/edge/edge.spec.ts'],
  },
];
