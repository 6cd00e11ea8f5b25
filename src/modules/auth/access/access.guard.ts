import { Injectable } from '@nestjs/common';
import type { ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { AuthGuard } from '@nestjs/passport';
import { Forbidden, Unauthenticated } from '../../../platform/http';
import { ACCESS_METADATA } from './access';
import type { Access, Caller } from './access';
import { ACCESS_TOKEN } from './access-token.strategy';
import type { Identity } from './identity';
import { callerOf } from './caller';
import type { IncomingCall } from './caller';

/** Denies by default: an operation without a policy is refused (and does not get this far: see RouteAudit). */
@Injectable()
export class AccessGuard extends AuthGuard(ACCESS_TOKEN) {
  constructor(private readonly reflector: Reflector) {
    super();
  }

  override async canActivate(context: ExecutionContext): Promise<boolean> {
    const access = this.reflector.get<Access | undefined>(ACCESS_METADATA, context.getHandler());
    const request = context.switchToHttp().getRequest<IncomingCall>();
    if (request.headers.authorization !== undefined) {
      await super.canActivate(context);
    }
    const caller = callerOf(request);
    admit(access, caller);
    request.caller = caller;
    return true;
  }

  override handleRequest<TUser = Identity>(error: unknown, identity: TUser | false | undefined): TUser {
    if (error) {
      throw error;
    }
    if (!identity) {
      throw new Unauthenticated();
    }
    return identity;
  }
}

/** An owner's claim is not decided here: it stands in the WHERE of the module that owns the object. */
export function admit(access: Access | undefined, caller: Caller): void {
  if (!access) {
    throw new Forbidden();
  }
  if (access.kind === 'public' || access.kind === 'guest_or_customer') {
    return;
  }
  if (!caller.accountId) {
    throw new Unauthenticated();
  }
  if (access.kind === 'permission' && !caller.permissions.has(access.permission)) {
    throw new Forbidden();
  }
}
