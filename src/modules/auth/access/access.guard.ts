import { Injectable } from '@nestjs/common';
import type { ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { AuthGuard } from '@nestjs/passport';
import { Forbidden, Unauthenticated } from '../../../platform/http';
import { SessionService } from '../session/session.service';
import { ACCESS_METADATA } from './access';
import type { Access, Caller } from './access';
import { ACCESS_TOKEN } from './access-token.strategy';
import { callerOf } from './caller';
import type { IncomingCall } from './caller';
import type { Identity } from './identity';

/** Denies by default: an operation without a policy is refused (and does not get this far: see RouteAudit). */
@Injectable()
export class AccessGuard extends AuthGuard(ACCESS_TOKEN) {
  constructor(
    private readonly reflector: Reflector,
    private readonly sessions: SessionService,
  ) {
    super();
  }

  override async canActivate(context: ExecutionContext): Promise<boolean> {
    const access = this.reflector.getAllAndOverride<Access | undefined>(ACCESS_METADATA, [context.getHandler(), context.getClass()]);
    const request = context.switchToHttp().getRequest<IncomingCall>();
    const caller = callerOf(request, await this.identify(context, request));
    admit(access, caller);
    request.caller = caller;
    return true;
  }

  override handleRequest<TUser>(error: unknown, claims: TUser | false | undefined): TUser {
    if (error) throw error;
    if (!claims) throw new Unauthenticated();
    return claims;
  }

  /**
   * A token that is sent is checked on every operation, public ones too. The signature proves what was true minutes ago; the session row
   * tells whether it still is after a log-out, a disabled account, a new password or role.
   */
  private async identify(context: ExecutionContext, request: IncomingCall): Promise<Identity | undefined> {
    if (request.headers.authorization === undefined) return undefined;
    await super.canActivate(context);
    const identity = request.user && (await this.sessions.identify(request.user.sessionId));
    if (!identity || identity.accountId !== request.user?.accountId) throw new Unauthenticated();
    return identity;
  }
}

/** An owner's claim is not decided here: it stands in the WHERE of the module that owns the object. */
export function admit(access: Access | undefined, caller: Caller): void {
  if (!access) throw new Forbidden();
  if (access.kind === 'public' || access.kind === 'guest_or_customer') return;
  if (!caller.accountId) throw new Unauthenticated();
  if (access.kind === 'permission' && !caller.permissions.has(access.permission)) throw new Forbidden();
}
