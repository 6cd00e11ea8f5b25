import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

/** Smaller bodies fit one packet; compressing them saves nothing. */
export const WORTH_COMPRESSING = 1_024;
/** Beyond these, bytes are saved at many times the work. */
export const BROTLI_QUALITY = 4;
export const GZIP_LEVEL = 6;

export type Coding = 'br' | 'gzip';

const brotli = promisify(brotliCompress);
const zip = promisify(gzip);
const CODERS: Readonly<Record<Coding, (body: Buffer) => Promise<Buffer>>> = {
  br: (body) => brotli(body, { params: { [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY } }),
  gzip: (body) => zip(body, { level: GZIP_LEVEL }),
};

/** The better of those that the client takes; undefined when it takes none, or the body is too short to be worth it. */
export function codingFor(acceptEncoding: string | undefined, length: number): Coding | undefined {
  if (acceptEncoding === undefined || length < WORTH_COMPRESSING) return undefined;
  return (['br', 'gzip'] as const).find((coding) => takes(acceptEncoding, coding));
}

export const compressed = (body: Buffer, coding: Coding): Promise<Buffer> => CODERS[coding](body);

function takes(header: string, coding: Coding): boolean {
  return header.split(',').some((part) => {
    const [name = '', ...parameters] = part.split(';').map((piece) => piece.trim().toLowerCase());
    return name === coding && !parameters.some((parameter) => /^q=0(\.0*)?$/.test(parameter));
  });
}
