import type { Role } from './permissions';

/** What a genuine access token says. It was true when the token was signed. */
export type TokenClaims = { readonly accountId: string; readonly sessionId: string };

/** Who is signed in, as the database knows it now. */
export type Identity = TokenClaims & { readonly email: string; readonly role: Role };
