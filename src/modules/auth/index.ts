export { ACCESS_METADATA, accountOf, CurrentCaller, CustomerOnly, GuestOrCustomer, Public, RequirePermission } from './access/access';
export type { Access, Caller, OwnedKind } from './access/access';
export { permissions, permissionsOf, roles } from './access/permissions';
export type { Permission, Role } from './access/permissions';
export {
  AccountErased,
  AccountRegistered,
  EmailVerificationRequested,
  ExistingAccountContacted,
  PasswordChanged,
  PasswordResetRequested,
} from './auth.events';
export { AuthFacade } from './auth.facade';
export type { AccountSeed } from './auth.facade';
export { authInvariants } from './auth.invariants';
export { AuthModule } from './auth.module';
export { PersonalData, PersonalDataSource } from './account/personal-data';
