import { createParamDecorator } from '@nestjs/common';
import type { ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';

const MAX_LENGTH = 200;
/** A language with, perhaps, a script and a region: `de`, `de-AT`, `zh-Hant-TW`. */
export const LOCALE = /^[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?$/;

/** The header `Accept-Language` as it was sent; `chooseLocale` reads it. */
export const AcceptLanguage = createParamDecorator((_: unknown, context: ExecutionContext): string | undefined => {
  return asFarAsRead(context.switchToHttp().getRequest<FastifyRequest>().headers['accept-language']);
});

/** What of the header has a say. */
export const asFarAsRead = (header: string | undefined): string | undefined => header?.slice(0, MAX_LENGTH);

/**
 * The first of the locales that the caller likes best (RFC 4647 lookup: `de-AT` finds `de`), or undefined. What somebody asked for by name
 * comes before what his browser says.
 */
export function chooseLocale(locales: readonly string[], asked: string | undefined, header: string | undefined): string | undefined {
  const wanted = [...(asked === undefined ? [] : [asked]), ...rangesOf(header ?? '')];
  for (const range of wanted) {
    for (const tag of chainOf(range)) {
      const found = locales.find((locale) => locale.toLowerCase() === tag.toLowerCase());
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

/** The locale and what stands behind it when it has no words: `de-AT`, `de`. */
export function chainOf(locale: string): string[] {
  const parts = locale.split('-');
  return parts.map((_, index) => parts.slice(0, parts.length - index).join('-'));
}

/** The best first; those of weight 0 are not wanted. */
function rangesOf(header: string): string[] {
  const ranges = header.split(',').map((part, index) => {
    const [tag = '', ...parameters] = part.split(';').map((piece) => piece.trim());
    const weight = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2);
    return { tag, index, weight: weight === undefined ? 1 : Number(weight) };
  });
  const usable = ranges.filter(({ tag, weight }) => /^[A-Za-z0-9-]{2,35}$/.test(tag) && weight > 0);
  return usable.sort((a, b) => b.weight - a.weight || a.index - b.index).map(({ tag }) => tag);
}
