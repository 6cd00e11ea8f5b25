import type { Caller } from './access';
import type { Identity, TokenClaims } from './identity';
import { permissionsOf } from './permissions';
import type { Permission } from './permissions';

export type IncomingCall = {
  readonly ip: string;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** Set by Passport. */
  readonly user?: TokenClaims;
  caller?: Caller;
};

const OWNER_TOKEN = /^[A-Za-z0-9_-]{43}$/;
const nobody: ReadonlySet<Permission> = new Set();

export function callerOf(request: IncomingCall, identity?: Identity): Caller {
  return Object.freeze({
    accountId: identity?.accountId,
    email: identity?.email,
    sessionId: identity?.sessionId,
    permissions: identity ? permissionsOf(identity.role) : nobody,
    cartToken: ownerToken(request.headers['x-cart-token']),
    orderToken: ownerToken(request.headers['x-order-token']),
    source: request.ip,
  });
}

/** What cannot be a token opens nothing, exactly like a wrong one: it is not read, and the owner's WHERE answers 404. */
function ownerToken(header: string | readonly string[] | undefined): string | undefined {
  return typeof header === 'string' && OWNER_TOKEN.test(header) ? header : undefined;
}
