import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

/** Smaller bodies fit one packet; compressing them saves nothing. */
export const WORTH_COMPRESSING = 1_024;
/** Beyond these, bytes are saved at many times the work. */
export const BROTLI_QUALITY = 4;
export const GZIP_LEVEL = 6;

export type Coding = 'br' | 'gzip';

const CODERS: Readonly<Record<Coding, (body: Buffer) => Promise<Buffer>>> = {
  br: (body) => promisify(brotliCompress)(body, { params: { [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY } }),
  gzip: (body) => promisify(gzip)(body, { level: GZIP_LEVEL }),
};

/** An answer as it goes out, with its compressed forms, each made when it is first asked for. */
export class KeptAnswer {
  readonly size: number;
  private readonly coded = new Map<Coding, Promise<Buffer>>();

  constructor(
    readonly body: Buffer,
    readonly headers: Readonly<Record<string, string>>,
    readonly topics: readonly string[],
  ) {
    // The compressed forms are smaller each; together they seldom take more than the body.
    this.size = 2 * body.length + JSON.stringify(headers).length + 256;
  }

  codingFor(acceptEncoding: string | undefined): Coding | undefined {
    if (acceptEncoding === undefined || this.body.length < WORTH_COMPRESSING) return undefined;
    return (['br', 'gzip'] as const).find((coding) => takes(acceptEncoding, coding));
  }

  in(coding: Coding): Promise<Buffer> {
    const known = this.coded.get(coding) ?? CODERS[coding](this.body);
    this.coded.set(coding, known);
    return known;
  }
}

function takes(header: string, coding: Coding): boolean {
  return header.split(',').some((part) => {
    const [name = '', ...parameters] = part.split(';').map((piece) => piece.trim().toLowerCase());
    return name === coding && !parameters.some((parameter) => /^q=0(\.0*)?$/.test(parameter));
  });
}
