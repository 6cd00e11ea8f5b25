import { Forbidden, Unauthenticated } from '../../../platform/http';
import type { Access, Caller } from './access';
import { admit } from './access.guard';
import { permissions, permissionsOf, roles } from './permissions';
import type { Role } from './permissions';

const callerWith = (role?: Role): Caller => ({
  ...(role && { accountId: 'cus_02ITLcBYoUJdzTUMCSHuv3' }),
  permissions: role ? permissionsOf(role) : new Set(),
  source: '203.0.113.9',
});

const outcome = (access: Access | undefined, caller: Caller): string => {
  try {
    admit(access, caller);
    return 'admitted';
  } catch (error) {
    return error instanceof Unauthenticated ? 'unauthenticated' : error instanceof Forbidden ? 'forbidden' : 'other';
  }
};

describe('admission', () => {
  it('denies what says nothing about access, to everybody', () => {
    for (const role of [undefined, ...roles]) expect(outcome(undefined, callerWith(role))).toBe('forbidden');
  });

  it('admits anybody to public operations, and leaves owners to the WHERE of their module', () => {
    for (const access of [{ kind: 'public' }, { kind: 'guest_or_customer', owner: 'cart' }] as const) {
      for (const role of [undefined, ...roles]) expect(outcome(access, callerWith(role))).toBe('admitted');
    }
  });

  it.each(permissions)('asks for %s by name', (permission) => {
    const access: Access = { kind: 'permission', permission };
    expect(outcome(access, callerWith())).toBe('unauthenticated');
    expect(outcome(access, callerWith('customer'))).toBe('forbidden');
    expect(outcome(access, callerWith('manager'))).toBe(
      ['system:admin', 'customers:write'].includes(permission) ? 'forbidden' : 'admitted',
    );
    expect(outcome(access, callerWith('admin'))).toBe('admitted');
  });
});
