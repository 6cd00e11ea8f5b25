import { randomBytes } from 'node:crypto';

/** Never part of JSON, which escapes control characters: what stands between two of them is the name of a gap. */
const EDGE = '\x1f';

/** A value's JSON with gaps for what is filled in when it is read: `writeText((gap) => ({ ...summary, inStock: gap('in_stock') }))`. */
export function writeText(describe: (gap: (name: string) => never) => unknown): string {
  const mark = randomBytes(12).toString('hex');
  const json = JSON.stringify(describe((name) => `${mark}${name}` as never));
  return json.replace(new RegExp(`"${mark}(\\w+)"`, 'g'), `${EDGE}$1${EDGE}`);
}

/** The JSON with its gaps filled; each value must be JSON itself. */
export function fillText(text: string, valueOf: (name: string) => string | number | boolean): string {
  const parts = text.split(EDGE);
  let filled = parts[0] ?? '';
  for (let i = 1; i + 1 < parts.length; i += 2) filled += `${valueOf(parts[i] ?? '')}${parts[i + 1]}`;
  return filled;
}
