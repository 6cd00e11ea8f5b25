import { createPublicKey } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import { ExtractJwt, Strategy } from 'passport-jwt';
import { Config } from '../../../platform/config';
import { isId } from '../../../platform/ids';
import { SessionService } from '../session/session.service';
import type { Identity } from './identity';
import { ACCESS_TOKEN_ALGORITHM, ACCESS_TOKEN_TYPE } from './token-format';

export const ACCESS_TOKEN = 'access-token';

type Verified = {
  readonly header: { readonly typ?: unknown };
  readonly payload: { readonly sub?: unknown; readonly sid?: unknown; readonly exp?: unknown };
};

/**
 * Reads the bearer token of a request. The key and the algorithm are ours and fixed; whatever the token says about them (kid, jku, alg) chooses nothing.
 */
@Injectable()
export class AccessTokenStrategy extends PassportStrategy(Strategy, ACCESS_TOKEN) {
  constructor(
    config: Config,
    private readonly sessions: SessionService,
  ) {
    super({
      jwtFromRequest: ExtractJwt.fromAuthHeaderAsBearerToken(),
      secretOrKey: createPublicKey(config.jwt.privateKeyPem).export({ type: 'spki', format: 'pem' }),
      algorithms: [ACCESS_TOKEN_ALGORITHM],
      issuer: config.jwt.issuer,
      audience: config.jwt.audience,
      jsonWebTokenOptions: { complete: true },
    });
  }

  /** A signature proves what was true minutes ago; the session row tells whether it still is (log-out, disable, password or role change). */
  async validate({ header, payload }: Verified): Promise<Identity | false> {
    const { sub, sid, exp } = payload;
    if (header.typ !== ACCESS_TOKEN_TYPE || typeof exp !== 'number' || typeof sub !== 'string' || typeof sid !== 'string') {
      return false;
    }
    if (!isId('cus', sub) || !isId('ses', sid)) {
      return false;
    }
    const identity = await this.sessions.identify(sid);
    return identity?.accountId === sub ? identity : false;
  }
}
