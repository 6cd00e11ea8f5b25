import type { Role } from './permissions';

/** Who a valid access token belongs to, as the database knows it now. */
export type Identity = {
  readonly accountId: string;
  readonly sessionId: string;
  readonly email: string;
  readonly role: Role;
};
