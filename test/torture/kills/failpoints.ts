import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Failpoint {
  readonly name: string;
  /** At most so many times is it passed by the traffic of one wave for sure. */
  readonly hits: number;
}

/** Where a process can be made to die; `preload-failpoints.mjs` builds them into a running shop. */
export const failpoints: readonly Failpoint[] = JSON.parse(readFileSync(join(__dirname, 'failpoint-list.json'), 'utf8'));
