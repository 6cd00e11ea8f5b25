export { ACCESS_METADATA, accountOf, CurrentCaller, CustomerOnly, GuestOrCustomer, Public, RequirePermission } from './access/access';
export type { Caller } from './access/access';
export { permissions, roles } from './access/permissions';
export type { Role } from './access/permissions';
export {
  AccountErased,
  AccountRegistered,
  EmailVerificationRequested,
  ExistingAccountContacted,
  PasswordChanged,
  PasswordResetRequested,
} from './auth.events';
export { AuthFacade } from './auth.facade';
export { authInvariants } from './auth.invariants';
export { AuthModule } from './auth.module';
export { PersonalData, PersonalDataSource } from './account/personal-data';
