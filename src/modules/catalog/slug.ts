import slugify from 'slugify';
import { isId, newId } from '../../platform/ids';
import { InvalidProduct, SlugTaken } from './catalog.errors';

export const MAX_SLUG = 200;
/** Lower-case letters of any script and digits, with `-`, `_` or `.` inside. */
const SLUG = /^[\p{Ll}\p{Lo}\p{Nd}][\p{Ll}\p{Lo}\p{Lm}\p{M}\p{Nd}._-]*$/u;

const NAMED = ['prod', 'cat', 'brand', 'coll'] as const;

/** An id in place of a slug would make addresses ambiguous, so the form of an id is no slug. */
export function isSlug(text: string): boolean {
  return text.length <= MAX_SLUG && SLUG.test(text) && !NAMED.some((prefix) => isId(prefix, text));
}

/** @throws InvalidProduct for what cannot stand in an address */
export function checkedSlug(text: string): string {
  const slug = text.normalize('NFC').trim().toLowerCase();
  if (!isSlug(slug))
    throw new InvalidProduct('A slug has lower-case letters and digits, with -, _ or . inside, 200 at most, and is not an id.');
  return slug;
}

/** A slug from words; empty when they have no letter that can be spelled in ASCII. */
export function slugOf(words: string): string {
  return slugify(words, { lower: true, strict: true }).slice(0, 80).replace(/-+$/, '');
}

/** The plain slug first, then two that cannot realistically be taken: nothing else has the end of a new id. */
export function slugCandidates(words: string, fallback: string): readonly string[] {
  const id = newId('req');
  const base = slugOf(words) || fallback;
  const tail = id.slice(-8).toLowerCase();
  return [base, `${base}-${tail}`, `${base}-${id.slice(-16).toLowerCase()}`];
}

/** A slug that was asked for is taken or refused; one made from the words gives way to those that exist. */
export async function withSlug<T>(
  wanted: string | undefined,
  made: { readonly words: string; readonly fallback: string },
  insert: (slug: string) => Promise<T>,
): Promise<T> {
  if (wanted !== undefined) return insert(checkedSlug(wanted));
  const candidates = slugCandidates(made.words, made.fallback);
  for (const slug of candidates) {
    try {
      return await insert(slug);
    } catch (error) {
      if (!(error instanceof SlugTaken)) throw error;
    }
  }
  throw new SlugTaken(candidates[0] ?? made.fallback);
}
