import { createParamDecorator } from '@nestjs/common';
import type { ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { callerKey, readKey, scopeOf } from './idempotency-key';
import type { KnownCaller } from './idempotency-key';

/**
 * Names the request for whoever has to recognise it later, a payment gateway for example: the same for every repetition under one
 * Idempotency-Key, also after a crash, and never the same for two callers or two addresses.
 */
export const RequestKey = createParamDecorator((_: unknown, context: ExecutionContext): string => {
  const request = context.switchToHttp().getRequest<FastifyRequest & { readonly caller?: KnownCaller }>();
  return scopeOf(callerKey(request.caller), request.method, request.url, readKey(request.headers['idempotency-key'], true) ?? '');
});
