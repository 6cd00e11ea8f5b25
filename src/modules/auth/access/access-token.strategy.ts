import { createPublicKey } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import { ExtractJwt, Strategy } from 'passport-jwt';
import { Config } from '../../../platform/config';
import { isId } from '../../../platform/ids';
import type { TokenClaims } from './identity';
import { ACCESS_TOKEN_ALGORITHM, ACCESS_TOKEN_TYPE } from './token-format';

export const ACCESS_TOKEN = 'access-token';

type Verified = {
  readonly header: { readonly typ?: unknown };
  readonly payload: { readonly sub?: unknown; readonly sid?: unknown; readonly exp?: unknown };
};

/**
 * Checks the bearer token of a request. The key and the algorithm are ours and fixed; what the token says about them (kid, jku, alg)
 * chooses nothing. It keeps no state: Passport's register of strategies is shared by all applications of a process.
 */
@Injectable()
export class AccessTokenStrategy extends PassportStrategy(Strategy, ACCESS_TOKEN) {
  constructor(config: Config) {
    super({
      jwtFromRequest: ExtractJwt.fromAuthHeaderAsBearerToken(),
      secretOrKey: createPublicKey(config.jwt.privateKeyPem).export({ type: 'spki', format: 'pem' }),
      algorithms: [ACCESS_TOKEN_ALGORITHM],
      issuer: config.jwt.issuer,
      audience: config.jwt.audience,
      jsonWebTokenOptions: { complete: true },
    });
  }

  validate({ header, payload }: Verified): TokenClaims | false {
    const { sub, sid, exp } = payload;
    if (header.typ !== ACCESS_TOKEN_TYPE || typeof exp !== 'number' || !isId('cus', sub) || !isId('ses', sid)) return false;
    return { accountId: sub, sessionId: sid };
  }
}
