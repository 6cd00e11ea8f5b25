export const permissions = [
  'catalog:read',
  'catalog:write',
  'inventory:read',
  'inventory:write',
  'pricing:read',
  'pricing:write',
  'orders:read',
  'orders:write',
  'orders:refund',
  'payments:read',
  'payments:write',
  'customers:read',
  'customers:write',
  'imports:write',
  'reports:read',
  'operations:read',
  'system:admin',
] as const;

export type Permission = (typeof permissions)[number];

export const roles = ['customer', 'manager', 'admin'] as const;

export type Role = (typeof roles)[number];

const reservedForAdmins: ReadonlySet<Permission> = new Set<Permission>(['system:admin', 'customers:write']);

const granted: Readonly<Record<Role, ReadonlySet<Permission>>> = {
  customer: new Set(),
  manager: new Set(permissions.filter((permission) => !reservedForAdmins.has(permission))),
  admin: new Set(permissions),
};

export function permissionsOf(role: Role): ReadonlySet<Permission> {
  return granted[role];
}
