import { codingFor, compressed } from './coding';
import type { Coding } from './coding';

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
    return codingFor(acceptEncoding, this.body.length);
  }

  in(coding: Coding): Promise<Buffer> {
    const known = this.coded.get(coding) ?? compressed(this.body, coding);
    this.coded.set(coding, known);
    return known;
  }
}
