import { createHmac, hkdfSync } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { JwtService } from '@nestjs/jwt';
import { Clock } from '../../../platform/clock';
import { Config } from '../../../platform/config';
import { ACCESS_TOKEN_ALGORITHM, ACCESS_TOKEN_TYPE } from '../access/token-format';

/** What a client holds: the short-lived proof and the secret that gets the next one. */
export type TokenPair = {
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly expiresIn: number;
};

@Injectable()
export class SessionTokens {
  private readonly successorKey: Buffer;

  constructor(
    private readonly config: Config,
    private readonly clock: Clock,
    private readonly jwt: JwtService,
  ) {
    this.successorKey = Buffer.from(hkdfSync('sha256', config.appSecret, '', 'portico refresh token successor', 32));
  }

  async pair(session: { readonly id: string; readonly accountId: string }, refreshToken: string): Promise<TokenPair> {
    const { issuer, audience, accessTtlSeconds: expiresIn } = this.config.jwt;
    const issuedAt = Math.floor(this.clock.now().getTime() / 1000);
    const claims = { iss: issuer, aud: audience, sub: session.accountId, sid: session.id, iat: issuedAt, exp: issuedAt + expiresIn };
    const header = { alg: ACCESS_TOKEN_ALGORITHM, typ: ACCESS_TOKEN_TYPE };
    return { accessToken: await this.jwt.signAsync(claims, { header }), refreshToken, expiresIn };
  }

  /**
   * The next refresh token follows from the last one and a key of ours. So a client whose answer got lost can be given the same successor
   * again, though only hashes are stored; without the key nobody can compute it.
   */
  successorOf(refreshToken: string): string {
    return createHmac('sha256', this.successorKey).update(refreshToken).digest('base64url');
  }
}
