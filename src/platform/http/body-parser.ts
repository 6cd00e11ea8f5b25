import type { FastifyInstance, FastifyRequest } from 'fastify';
import { findCardNumber } from '../security';
import { edgeOf, JSON_TYPE, MERGE_PATCH_TYPE } from './content-negotiation';
import { escapePointer } from './json-pointer';
import { LargeBodies } from './large-bodies';
import { CardDataRefused, UnsupportedMediaType } from './problems';
import { parseStrictJson } from './strict-json';

export const BODY_LIMIT = 1024 * 1024;

/** One parser for everything but uploads: strict JSON, or the bytes as they came where a route wants to check a signature over them. */
export function installBodyParser(instance: FastifyInstance): void {
  const largeBodies = new LargeBodies();
  instance.removeAllContentTypeParsers();
  instance.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: BODY_LIMIT }, (request: FastifyRequest, bytes: Buffer, done) => {
    largeBodies.read(bytes.length, request.raw.socket, () => {
      try {
        done(null, readBody(request, bytes));
      } catch (error) {
        done(error instanceof Error ? error : new Error(String(error)));
      }
    });
  });
}

function readBody(request: FastifyRequest, bytes: Buffer): unknown {
  if (edgeOf(request).rawBody) return bytes;
  if (bytes.length === 0) return undefined;
  const type = (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  if (type !== JSON_TYPE && type !== MERGE_PATCH_TYPE) throw new UnsupportedMediaType([JSON_TYPE]);
  const body = parseStrictJson(bytes);
  const card = findCardNumber(body);
  if (card) throw new CardDataRefused(card.map((key) => `/${escapePointer(key)}`).join(''));
  return body;
}
