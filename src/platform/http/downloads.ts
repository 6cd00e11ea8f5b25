import type { ServerResponse } from 'node:http';
import { Injectable } from '@nestjs/common';
import { whenOver } from './when-over';

/** Long answers with an end, such as exports. They take no place, however long a slow client needs, but the process does not end before them. */
@Injectable()
export class Downloads {
  private open = 0;

  get current(): number {
    return this.open;
  }

  begin(response: ServerResponse): void {
    this.open += 1;
    whenOver(response, () => (this.open -= 1));
  }
}
