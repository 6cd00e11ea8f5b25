import { Injectable } from '@nestjs/common';
import type { ExecutionContext } from '@nestjs/common';
import { ROUTE_ARGS_METADATA } from '@nestjs/common/constants';
import { RouteParamtypes } from '@nestjs/common/enums/route-paramtypes.enum';
import type { FastifyRequest } from 'fastify';
import { OPERATION_METADATA } from './operation-metadata';
import { escapePointer } from './json-pointer';
import { edgeOf } from './content-negotiation';
import { ValidationFailed } from './problems';
import type { FieldError } from './problems';

const unknown = (prefix: string, value: object): FieldError[] =>
  Object.keys(value).map((name) => ({ pointer: `${prefix}${escapePointer(name)}`, code: 'unknown_field', detail: 'is not known here' }));

/** What is changed or replaced must be told; a POST whose fields are all optional may come without a body. */
export const NEED_A_BODY: readonly string[] = ['PATCH', 'PUT'];

/** DTOs refuse what they do not know; an operation without one knows nothing, neither in the query nor in the body. */
@Injectable()
export class ShapeCheck {
  /** What decorators say does not change while the process runs. */
  private readonly taken = new WeakMap<object, ReadonlySet<number>>();

  /** @throws ValidationFailed */
  check(context: ExecutionContext): void {
    if (Reflect.hasMetadata(OPERATION_METADATA, context.getHandler())) this.checkNames(context, this.takenBy(context));
  }

  private takenBy(context: ExecutionContext): ReadonlySet<number> {
    const handler = context.getHandler();
    const taken = this.taken.get(handler) ?? takenBy(context);
    this.taken.set(handler, taken);
    return taken;
  }

  private checkNames(context: ExecutionContext, taken: ReadonlySet<number>): void {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const query = taken.has(RouteParamtypes.QUERY) ? [] : unknown('?', request.query as object);
    if (taken.has(RouteParamtypes.BODY) && request.body === undefined && NEED_A_BODY.includes(request.method)) {
      throw ValidationFailed.at('', 'object', 'must be a JSON object');
    }
    const spoken = taken.has(RouteParamtypes.BODY) || edgeOf(request).consumes !== undefined;
    const body = spoken ? [] : unknownInBody(request.body);
    if (query.length + body.length > 0) throw new ValidationFailed([...query, ...body]);
  }
}

/** Nothing, or an object without members, as many clients send with every POST. */
function unknownInBody(body: unknown): FieldError[] {
  if (body === undefined) return [];
  if (typeof body === 'object' && body !== null && !Array.isArray(body)) return unknown('/', body);
  throw ValidationFailed.at('', 'object', 'must be a JSON object without members, or nothing');
}

/** The parts of the request that the handler asks for; Nest keeps them as `<kind>:<position>`. */
function takenBy(context: ExecutionContext): ReadonlySet<number> {
  const parameters: unknown = Reflect.getMetadata(ROUTE_ARGS_METADATA, context.getClass(), context.getHandler().name);
  return new Set(Object.keys((parameters as object | undefined) ?? {}).map((key) => Number(key.split(':')[0])));
}
