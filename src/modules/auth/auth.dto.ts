import { Email, Example, OneOf, Optional, Text } from '../../platform/http';
import type { TokenPair } from './session/session-tokens';

export class RegisterRequest {
  /** Where the mail with the verification token goes. Upper and lower case are the same address. */
  @Email({ example: 'new.shopper@example.com' })
  readonly email!: string;

  /** 8 to 128 characters. Well-known passwords are refused. */
  @Text(8, 128, { trim: false, example: 'correct horse battery staple' })
  readonly password!: string;

  /** How the shop addresses the person. */
  @Optional()
  @Text(1, 200, { example: 'Ada Lovelace' })
  readonly name?: string;
}

export class LoginRequest {
  /** Upper and lower case are the same address. */
  @Email({ example: 'shopper@example.com' })
  readonly email!: string;

  /** Compared as it is, blanks included; 1 to 128 characters. */
  @Text(1, 128, { trim: false, example: 'portico demo passphrase' })
  readonly password!: string;
}

export class VerifyEmailRequest {
  /** The token from the mail; good once, for 24 hours. */
  @Text(1, 200, { example: 'k3VvJQn0xkXrZc7yq9m1Qd1b0T8u5yZxW2eRtYuIoPA' })
  readonly token!: string;
}

export class RefreshRequest {
  /** The refresh token of the last answer; each is good once. */
  @Text(1, 200, { example: 'Yw1u7m5sK0f4b2Qe9xN6vT3zR8cP1aLhGjDkSoEiUyM' })
  readonly refreshToken!: string;
}

export class LogoutRequest {
  /** Ends the session of this refresh token, also when the access token ran out. */
  @Optional()
  @Text(1, 200, { example: 'Yw1u7m5sK0f4b2Qe9xN6vT3zR8cP1aLhGjDkSoEiUyM' })
  readonly refreshToken?: string;
}

export class PasswordResetRequest {
  /** The address of the account; the answer is the same when there is none. */
  @Email({ example: 'shopper@example.com' })
  readonly email!: string;
}

export class PasswordResetConfirmRequest {
  /** The token from the mail; good once, for one hour. */
  @Text(1, 200, { example: 'k3VvJQn0xkXrZc7yq9m1Qd1b0T8u5yZxW2eRtYuIoPA' })
  readonly token!: string;

  /** The new password, 8 to 128 characters. */
  @Text(8, 128, { trim: false, example: 'a better passphrase than before' })
  readonly password!: string;
}

export class AcceptedResponse {
  /** Always `accepted`: whether the address is known is not told. */
  @OneOf(['accepted'], 'Acceptance', { example: 'accepted' })
  readonly status!: string;

  static make(): AcceptedResponse {
    return Object.assign(new AcceptedResponse(), { status: 'accepted' });
  }
}

/** The two tokens of a session. */
export class TokensResponse {
  /** Send it as `Authorization: Bearer ...`. A signed JWT; treat it as opaque. */
  @Example('eyJhbGciOiJFUzI1NiIsInR5cCI6ImF0K2p3dCJ9.eyJzdWIiOiJjdXNfMDJJVExjQllvVUpkelRVTUNTSHV2MyJ9.c2lnbmF0dXJl')
  readonly accessToken!: string;

  /** Exchange it at POST /v1/auth/refresh for the next pair. Good once. Keep it secret. */
  @Example('Yw1u7m5sK0f4b2Qe9xN6vT3zR8cP1aLhGjDkSoEiUyM')
  readonly refreshToken!: string;

  /** How to send the access token: always `Bearer`. */
  @OneOf(['Bearer'], 'TokenType', { example: 'Bearer' })
  readonly tokenType!: string;

  /** Seconds until the access token runs out. */
  @Example(600)
  readonly expiresIn!: number;

  static from({ accessToken, refreshToken, expiresIn }: TokenPair): TokensResponse {
    return Object.assign(new TokensResponse(), { accessToken, refreshToken, tokenType: 'Bearer', expiresIn });
  }
}
