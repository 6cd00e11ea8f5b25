import { performance } from 'node:perf_hooks';
import { WORTH_COMPRESSING, codingFor, compressed } from './coding';
import type { Coding } from './coding';

/** An answer as it goes out, with its compressed forms, each made when it is first asked for. */
export class KeptAnswer {
  readonly size: number;
  readonly madeAt = performance.now();
  private readonly coded = new Map<Coding, Promise<Buffer>>();
  private readonly made = new Map<Coding, Buffer>();

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
    const known = this.coded.get(coding) ?? this.make(coding);
    this.coded.set(coding, known);
    return known;
  }

  /** At once: in its coding when that has been made, else plain, and it is made for the next. */
  nowIn(coding: Coding | undefined): { readonly body: Buffer; readonly coding: Coding | undefined } {
    if (coding === undefined || this.body.length < WORTH_COMPRESSING) return { body: this.body, coding: undefined };
    const body = this.made.get(coding);
    if (body) return { body, coding };
    this.in(coding).catch(() => undefined);
    return { body: this.body, coding: undefined };
  }

  private async make(coding: Coding): Promise<Buffer> {
    const body = await compressed(this.body, coding);
    this.made.set(coding, body);
    return body;
  }
}
