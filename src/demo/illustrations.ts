import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const DIRECTORY = join(__dirname, 'images');
/** The colour of the article in each drawing; everything that is `currentColor` follows it. */
const PLACE = 'color="#a39e93"';

export const COLOURS: Readonly<Record<string, string>> = {
  Black: '3a3d40',
  Charcoal: '55595c',
  Chestnut: '8a5a3b',
  Clay: 'c0704d',
  Cream: 'd9c9a8',
  Denim: '4f6d8f',
  Forest: '47694f',
  Graphite: '6b6f73',
  Honey: 'd39a35',
  Ink: '2f4560',
  Lavender: '9385b8',
  Moss: '7d8f55',
  Natural: 'c8ad86',
  Navy: '33466b',
  Oat: 'cbb994',
  Ocean: '3f8296',
  Plum: '7d4863',
  Rose: 'c98791',
  Rust: 'b0522f',
  Sage: '93a98b',
  Sand: 'd1b58b',
  Slate: '64748b',
  Stone: 'a39e93',
  Sky: '7faecb',
  White: 'b9c0c4',
};

function readDrawings(): ReadonlyMap<string, string> {
  const names = readdirSync(DIRECTORY).filter((file) => file.endsWith('.svg'));
  return new Map(names.map((file) => [file.slice(0, -'.svg'.length), readFileSync(join(DIRECTORY, file), 'utf8')]));
}

let drawings: ReadonlyMap<string, string> | undefined;

/** One of our own drawings in a colour of six hexadecimal digits; null for a name or a colour that is none. */
export function illustration(name: string, colour?: string): string | null {
  drawings ??= readDrawings();
  const drawing = drawings.get(name);
  if (drawing === undefined || (colour !== undefined && !/^[0-9a-f]{6}$/.test(colour))) return null;
  return colour === undefined ? drawing : drawing.replace(PLACE, `color="#${colour}"`);
}
