import slugify from 'slugify';
import { isId } from '../../platform/ids';

export const MAX_SLUG = 200;
/** Lower-case letters of any script and digits, with `-`, `_` or `.` inside. */
const SLUG = /^[\p{Ll}\p{Lo}\p{Nd}][\p{Ll}\p{Lo}\p{Lm}\p{M}\p{Nd}._-]*$/u;

/** An id in place of a slug would make addresses ambiguous, so the form of an id is no slug. */
export function isSlug(text: string): boolean {
  return text.length <= MAX_SLUG && SLUG.test(text) && !isId('prod', text) && !isId('cat', text);
}

/** A slug from words; empty when they have no letter that can be spelled in ASCII. */
export function slugOf(words: string): string {
  return slugify(words, { lower: true, strict: true }).slice(0, 80).replace(/-+$/, '');
}

/** The plain slug first, then two that cannot realistically be taken, made from the id. */
export function slugCandidates(words: string, id: string, fallback: string): readonly string[] {
  const base = slugOf(words) || fallback;
  const tail = id.slice(-8).toLowerCase();
  return [base, `${base}-${tail}`, `${base}-${id.slice(-16).toLowerCase()}`];
}
