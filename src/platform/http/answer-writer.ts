import { Injectable } from '@nestjs/common';
import type { ExecutionContext } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Config } from '../config';
import { CACHE_METADATA, cacheControl } from './cache';
import type { CachePolicy } from './cache';
import { JsonText } from './json-text';
import { originForm } from './request-target';
import { share } from './shared-answers';
import { etagOf, TAGGED_METADATA } from './etag';
import { ANSWER_METADATA, LOCATION_METADATA } from './operation-metadata';
import type { AnswerSpec } from './operation-metadata';

interface Promised {
  readonly cache: string | undefined;
  readonly tagged: boolean;
  readonly answer: AnswerSpec | undefined;
  readonly addressOf: ((body: unknown) => string) | undefined;
}

/** Gives answers the headers that their operation promises. */
@Injectable()
export class AnswerWriter {
  /** What decorators say does not change while the process runs. */
  private readonly promises = new WeakMap<object, Promised>();

  constructor(private readonly config: Config) {}

  /** What the operation answers, as it is sent. */
  write(context: ExecutionContext, body: unknown): unknown {
    const http = context.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    this.describe(context.getHandler(), request, reply, body);
    return body instanceof JsonText ? textOf(body, request, reply) : body;
  }

  private describe(handler: object, request: FastifyRequest, reply: FastifyReply, body: unknown): void {
    const { cache, tagged, answer, addressOf } = this.promiseOf(handler);
    // What is the same for everybody may also be embedded by everybody.
    if (cache !== undefined) reply.header('cache-control', cache).header('cross-origin-resource-policy', 'cross-origin');
    if (body instanceof JsonText && body.facts.language !== undefined) reply.header('content-language', body.facts.language);
    if (tagged && body !== undefined) reply.header('etag', etagOf(body));
    if (addressOf) reply.header('location', addressOf(body));
    const cursor = answer?.page ? cursorOf(body) : undefined;
    if (typeof cursor === 'string') reply.header('link', `<${this.nextPage(request, cursor)}>; rel="next"`);
  }

  private promiseOf(handler: object): Promised {
    const known = this.promises.get(handler) ?? promiseOf(handler);
    this.promises.set(handler, known);
    return known;
  }

  private nextPage({ url }: FastifyRequest, cursor: string): string {
    return `${this.config.publicUrl}${withCursor(originForm(url), cursor)}`;
  }
}

function textOf(text: JsonText, request: FastifyRequest, reply: FastifyReply): string {
  reply.type('application/json; charset=utf-8');
  share(request, reply, text);
  return text.json;
}

const PLAIN_URL = /^[\w./~:@,;!$&'()*+=?-]*$/;
const CURSOR = /(\?|&)cursor=[^&]*/;

/** An address without escapes, which is nearly every one, needs no parser to have one of its parameters replaced. */
function withCursor(address: string, cursor: string): string {
  if (!PLAIN_URL.test(address)) {
    const url = new URL(address, 'http://host');
    url.searchParams.set('cursor', cursor);
    return `${url.pathname}${url.search}`;
  }
  const given = `cursor=${encodeURIComponent(cursor)}`;
  if (CURSOR.test(address)) return address.replace(CURSOR, (_, before: string) => `${before}${given}`);
  const query = address.includes('?');
  return `${address}${query ? (address.endsWith('?') ? '' : '&') : '?'}${given}`;
}

function cursorOf(body: unknown): unknown {
  return body instanceof JsonText ? body.facts.nextCursor : member(member(body, 'page'), 'nextCursor');
}

function promiseOf(handler: object): Promised {
  const policy = metadata<CachePolicy>(handler, CACHE_METADATA);
  return {
    cache: policy && cacheControl(policy),
    tagged: metadata(handler, TAGGED_METADATA) === true,
    answer: metadata<AnswerSpec>(handler, ANSWER_METADATA),
    addressOf: metadata<(body: unknown) => string>(handler, LOCATION_METADATA),
  };
}

function metadata<T = true>(handler: object, key: string): T | undefined {
  return Reflect.getMetadata(key, handler) as T | undefined;
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
