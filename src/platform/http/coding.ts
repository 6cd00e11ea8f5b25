import { promisify } from 'node:util';
import { brotliCompress, constants, deflate, gzip } from 'node:zlib';

/** Smaller bodies fit one packet; compressing them saves nothing. */
export const WORTH_COMPRESSING = 1_024;
/** Beyond these, bytes are saved at many times the work. */
export const BROTLI_QUALITY = 4;
export const GZIP_LEVEL = 6;

/** The best first. */
const CODINGS = ['br', 'gzip', 'deflate'] as const;
export type Coding = (typeof CODINGS)[number];

const brotli = promisify(brotliCompress);
const zip = promisify(gzip);
const flate = promisify(deflate);
const CODERS: Readonly<Record<Coding, (body: Buffer) => Promise<Buffer>>> = {
  br: (body) => brotli(body, { params: { [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY } }),
  gzip: (body) => zip(body, { level: GZIP_LEVEL }),
  deflate: (body) => flate(body, { level: GZIP_LEVEL }),
};

/** As `preferredCoding`; undefined also when the body is too short to be worth it. */
export function codingFor(acceptEncoding: string | undefined, length: number): Coding | undefined {
  return length < WORTH_COMPRESSING ? undefined : preferredCoding(acceptEncoding);
}

/** What the client likes best (RFC 9110, section 12.5.3); undefined when it takes none. */
export function preferredCoding(acceptEncoding: string | undefined): Coding | undefined {
  if (acceptEncoding === undefined) return undefined;
  const weights = weightsIn(acceptEncoding);
  const weightOf = (coding: Coding): number => weights.get(coding) ?? weights.get('*') ?? 0;
  const [best] = CODINGS.filter((coding) => weightOf(coding) > 0).sort((a, b) => weightOf(b) - weightOf(a));
  return best;
}

export const compressed = (body: Buffer, coding: Coding): Promise<Buffer> => CODERS[coding](body);

function weightsIn(header: string): ReadonlyMap<string, number> {
  const each = header.split(',').map((part) => {
    const [name = '', ...parameters] = part.split(';').map((piece) => piece.trim().toLowerCase());
    const weight = parameters.find((parameter) => parameter.startsWith('q='))?.slice('q='.length);
    // What is no number speaks against it rather than for it.
    return [name === 'x-gzip' ? 'gzip' : name, weight === undefined ? 1 : Number(weight) || 0] as const;
  });
  return new Map(each);
}
