export { ACCESS_METADATA, CurrentCaller, CustomerOnly, GuestOrCustomer, Public, RequirePermission } from './access';
export type { Access, Caller, OwnedKind } from './access';
export { permissions, permissionsOf, roles } from './permissions';
export type { Permission, Role } from './permissions';
