import { Injectable } from '@nestjs/common';
import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { map } from 'rxjs';
import type { Observable } from 'rxjs';
import { Config } from '../config';
import { CACHE_METADATA, cacheControl } from './cache';
import type { CachePolicy } from './cache';
import { edgeOf } from './content-negotiation';
import { JsonText } from './json-text';
import { etagOf, TAGGED_METADATA } from './etag';
import { ANSWER_METADATA, LOCATION_METADATA } from './operation-metadata';
import type { AnswerSpec } from './operation-metadata';

/** Gives answers the headers that their operation promises. */
@Injectable()
export class AnswerInterceptor implements NestInterceptor {
  constructor(private readonly config: Config) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const http = context.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    const answer = (body: unknown) => {
      this.describe(context.getHandler(), request, reply, body);
      return body instanceof JsonText ? textOf(body, reply) : body;
    };
    return edgeOf(request).streams ? next.handle() : next.handle().pipe(map(answer));
  }

  private describe(handler: object, request: FastifyRequest, reply: FastifyReply, body: unknown): void {
    const cache = metadata<CachePolicy>(handler, CACHE_METADATA);
    // What is the same for everybody may also be embedded by everybody.
    if (cache) reply.header('cache-control', cacheControl(cache)).header('cross-origin-resource-policy', 'cross-origin');
    if (body instanceof JsonText && body.facts.language !== undefined) tellLanguage(reply, body.facts.language);
    if (metadata(handler, TAGGED_METADATA) && body !== undefined) reply.header('etag', etagOf(body));
    const answer = metadata<AnswerSpec>(handler, ANSWER_METADATA);
    const addressOf = metadata<(body: unknown) => string>(handler, LOCATION_METADATA);
    if (addressOf) reply.header('location', addressOf(body));
    const cursor = answer?.page ? cursorOf(body) : undefined;
    if (typeof cursor === 'string') reply.header('link', `<${this.nextPage(request, cursor)}>; rel="next"`);
  }

  private nextPage(request: FastifyRequest, cursor: string): string {
    const url = new URL(request.url, this.config.publicUrl);
    url.searchParams.set('cursor', cursor);
    return `${this.config.publicUrl}${url.pathname}${url.search}`;
  }
}

function textOf({ json }: JsonText, reply: FastifyReply): string {
  reply.type('application/json; charset=utf-8');
  return json;
}

/** Another language is another answer under the same address: caches must know. */
function tellLanguage(reply: FastifyReply, language: string): void {
  const vary = reply.getHeader('vary');
  reply.header('content-language', language).header('vary', vary === undefined ? 'Accept-Language' : `${String(vary)}, Accept-Language`);
}

function cursorOf(body: unknown): unknown {
  return body instanceof JsonText ? body.facts.nextCursor : member(member(body, 'page'), 'nextCursor');
}

function metadata<T = true>(handler: object, key: string): T | undefined {
  return Reflect.getMetadata(key, handler) as T | undefined;
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
