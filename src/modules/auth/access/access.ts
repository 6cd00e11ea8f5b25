import { createParamDecorator, SetMetadata } from '@nestjs/common';
import type { ExecutionContext } from '@nestjs/common';
import { Unauthenticated } from '../../../platform/http';
import type { Permission } from './permissions';

export const ACCESS_METADATA = 'portico:access';

export type OwnedKind = 'cart' | 'order';

/** Who may call an operation. Every operation carries exactly one; the application does not start otherwise. */
export type Access =
  | { readonly kind: 'public' }
  | { readonly kind: 'customer' }
  | { readonly kind: 'guest_or_customer'; readonly owner: OwnedKind }
  | { readonly kind: 'permission'; readonly permission: Permission };

/** Who is calling: an account (from the access token), the holder of a cart or order token, or nobody in particular. */
export type Caller = {
  readonly accountId?: string;
  readonly email?: string;
  readonly permissions: ReadonlySet<Permission>;
  readonly cartToken?: string;
  readonly orderToken?: string;
  /** The address the request came from. */
  readonly source: string;
  readonly sessionId?: string;
};

const allow = (access: Access) => SetMetadata(ACCESS_METADATA, access);

/** Nobody needs to be known; a token that is sent is still read. */
export const Public = () => allow({ kind: 'public' });

/** A signed-in customer. */
export const CustomerOnly = () => allow({ kind: 'customer' });

/** Staff holding the permission. */
export const RequirePermission = (permission: Permission) => allow({ kind: 'permission', permission });

/** An owner known by account or by X-Cart-Token / X-Order-Token; the service compares it in its WHERE. */
export const GuestOrCustomer = (owner: OwnedKind) => allow({ kind: 'guest_or_customer', owner });

/** The caller that the guard found for this request. */
export const CurrentCaller = createParamDecorator((_: unknown, context: ExecutionContext): Caller => {
  const { caller } = context.switchToHttp().getRequest<{ caller?: Caller }>();
  if (!caller) {
    throw new Error('No caller: the access guard did not run before this handler');
  }
  return caller;
});

/** The account of a caller whom the operation's policy lets in only when signed in. */
export function accountOf(caller: Caller): string {
  if (!caller.accountId) throw new Unauthenticated();
  return caller.accountId;
}
