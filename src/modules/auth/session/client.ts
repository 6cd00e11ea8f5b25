import { createParamDecorator } from '@nestjs/common';
import type { ExecutionContext } from '@nestjs/common';
import type { IncomingCall } from '../access/caller';
import type { Client } from './session.service';

/** The device and the address that a new session is opened from. */
export const CurrentClient = createParamDecorator((_: unknown, context: ExecutionContext): Client => {
  const { ip, headers } = context.switchToHttp().getRequest<IncomingCall>();
  const userAgent = headers['user-agent'];
  return { source: ip, ...(typeof userAgent === 'string' && { userAgent }) };
});
