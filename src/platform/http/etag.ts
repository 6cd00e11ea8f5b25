import { hash } from 'node:crypto';
import { applyDecorators, createParamDecorator, Injectable, SetMetadata, UseGuards } from '@nestjs/common';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { JsonText } from './json-text';
import { MalformedRequest, PreconditionFailed, PreconditionRequired } from './problems';

export const TAGGED_METADATA = 'portico:tagged';
export const IF_MATCH_METADATA = 'portico:if-match';
export const REQUIRE_IF_MATCH_METADATA = 'portico:require-if-match';

/** The answer gets an ETag, and If-None-Match is answered with 304. */
export const Tagged = (): MethodDecorator => SetMetadata(TAGGED_METADATA, true);

@Injectable()
class IfMatchGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    if (context.switchToHttp().getRequest<FastifyRequest>().headers['if-match'] === undefined) throw new PreconditionRequired();
    return true;
  }
}

/** 428 without If-Match: for staff changes. */
export const RequireIfMatch = (): MethodDecorator => applyDecorators(SetMetadata(REQUIRE_IF_MATCH_METADATA, true), UseGuards(IfMatchGuard));

/** `"<version>-<hash>"`; the version lets a guarded write check it, the hash also moves with what is computed (prices, availability). */
export function etagOf(body: unknown): string {
  const text = body instanceof JsonText ? body.json : (JSON.stringify(body) ?? '');
  const digest = hash('sha256', text, 'hex').slice(0, 8);
  const version = versionOf(body);
  return version === undefined ? `"${digest}"` : `"${version}-${digest}"`;
}

function versionOf(body: unknown): number | undefined {
  if (typeof body !== 'object' || body === null || !('version' in body)) return undefined;
  return typeof body.version === 'number' ? body.version : undefined;
}

/** RFC 9110, section 8.8.3: anything but quotes, spaces and control characters; commas, too. */
const TAG = /(?:W\/)?"[\x21\x23-\x7e\x80-\xff]*"/g;

const tagsIn = (header: string): readonly string[] => header.match(TAG) ?? [];

/** RFC 9110 13.1.2: weak comparison; `*` matches whatever exists. */
export function matchesNone(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  if (header.trim() === '*') return true;
  return tagsIn(header).some((tag) => tag.replace(/^W\//, '') === etag);
}

const OURS = /^(?:W\/)?"(\d{1,15})(?:-[0-9a-f]{8})?"$/;

/** The version that If-Match names. Tags that are well formed but none of ours match nothing, and no row has two versions. */
export function parseIfMatch(header: string | undefined): number | undefined {
  if (header === undefined || header.trim() === '*') return undefined;
  const tags = tagsIn(header);
  if (tags.length === 0 || !/^[\s,]*$/.test(header.replace(TAG, '')))
    throw new MalformedRequest('If-Match must be an ETag as it was sent, with its quotes.');
  const [version, other] = new Set(tags.flatMap((tag) => OURS.exec(tag)?.[1] ?? []));
  if (version === undefined || other !== undefined) throw new PreconditionFailed();
  return Number(version);
}

const ifMatchValue = createParamDecorator((_: unknown, context: ExecutionContext): number | undefined => {
  return parseIfMatch(context.switchToHttp().getRequest<FastifyRequest>().headers['if-match']);
});

/** The version the client believes in, or undefined when it does not say. It belongs in the WHERE of the write. */
export function IfMatch(): ParameterDecorator {
  return (target, key, index) => {
    ifMatchValue()(target, key, index);
    const handler: unknown = key === undefined ? undefined : Object.getOwnPropertyDescriptor(target, key)?.value;
    if (typeof handler === 'function') Reflect.defineMetadata(IF_MATCH_METADATA, true, handler);
  };
}
