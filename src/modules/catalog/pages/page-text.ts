import { randomBytes } from 'node:crypto';

/** Never part of JSON, which escapes control characters: what stands between two of them is the name of a gap. */
const EDGE = '\x1f';

/** Of this process, and never shown: what a product's texts cannot contain but by a guess of 96 bits. */
const MARK = randomBytes(12).toString('hex');
const markedGap = (name: string): never => `${MARK}${name}` as never;

/** A value's JSON with gaps for what is filled in when it is read: `writeText((gap) => ({ ...summary, inStock: gap('in_stock') }))`. */
export function writeText(describe: (gap: (name: string) => never) => unknown): string {
  const [start = '', ...parts] = JSON.stringify(describe(markedGap)).split(`"${MARK}`);
  let text = start;
  for (const part of parts) {
    const end = part.indexOf('"');
    text += `${EDGE}${part.slice(0, end)}${EDGE}${part.slice(end + 1)}`;
  }
  return text;
}

/** The JSON with its gaps filled; each value must be JSON itself. */
export function fillText(text: string, valueOf: (name: string) => string | number | boolean): string {
  const parts = text.split(EDGE);
  let filled = parts[0] ?? '';
  for (let i = 1; i + 1 < parts.length; i += 2) filled += `${valueOf(parts[i] ?? '')}${parts[i + 1]}`;
  return filled;
}
