import type { FastifyRequest } from 'fastify';
import { NotAcceptable, UnsupportedMediaType } from './problems';
import type { RouteEdge } from './route-config';

export const JSON_TYPE = 'application/json';
export const MERGE_PATCH_TYPE = 'application/merge-patch+json';
const BODILESS = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE']);

export function edgeOf(request: FastifyRequest): RouteEdge {
  return (request.routeOptions.config ?? {}) as RouteEdge;
}

/** 406 when the Accept header leaves nothing that the route can answer with. */
export function checkAccept(request: FastifyRequest): void {
  const { accept } = request.headers;
  if (accept === undefined || accept === '*/*') return;
  const produces = edgeOf(request).produces ?? [JSON_TYPE];
  if (!produces.some((type) => accepts(accept, type))) throw new NotAcceptable(produces);
}

/** The most specific range that covers the type decides, as RFC 9110 12.5.1 says; what cannot be read is passed over. */
export function accepts(header: string | undefined, type: string): boolean {
  const ranges = (header ?? '')
    .split(',')
    .map(parseRange)
    .filter((range) => range !== undefined);
  if (ranges.length === 0) return true;
  const [family = ''] = type.split('/');
  const covering = [type, `${family}/*`, '*/*']
    .map((range) => ranges.find((candidate) => candidate.range === range))
    .find((range) => range !== undefined);
  return covering !== undefined && covering.quality > 0;
}

function parseRange(text: string): { range: string; quality: number } | undefined {
  const [range = '', ...parameters] = text.split(';').map((part) => part.trim().toLowerCase());
  if (!/^[\w!#$&^.+*-]+\/[\w!#$&^.+*-]+$/.test(range)) return undefined;
  const quality = Number(parameters.find((parameter) => parameter.startsWith('q='))?.slice(2) ?? '1');
  return { range, quality: Number.isNaN(quality) ? 1 : quality };
}

/** 415 for a body in a form that the route does not take. */
export function checkContentType(request: FastifyRequest): void {
  const edge = edgeOf(request);
  if (BODILESS.has(request.method) || edge.rawBody || !announcesBody(request)) return;
  const consumes = edge.consumes ?? (request.method === 'PATCH' ? [JSON_TYPE, MERGE_PATCH_TYPE] : [JSON_TYPE]);
  const [type = '', ...parameters] = (request.headers['content-type'] ?? '').split(';').map((part) => part.trim().toLowerCase());
  const charset = parameters
    .find((parameter) => parameter.startsWith('charset='))
    ?.slice('charset='.length)
    .replaceAll('"', '');
  const encoding = request.headers['content-encoding'] ?? 'identity';
  const readable = (charset === undefined || charset === 'utf-8' || charset === 'utf8') && encoding.toLowerCase() === 'identity';
  if (!consumes.includes(type) || !readable) throw new UnsupportedMediaType(consumes);
}

function announcesBody({ headers }: FastifyRequest): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? '0') > 0;
}
