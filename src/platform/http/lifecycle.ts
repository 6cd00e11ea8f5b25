import { Injectable } from '@nestjs/common';

/** Where the process stands between start and end. */
@Injectable()
export class Lifecycle {
  private phase: 'serving' | 'draining' | 'closed' = 'serving';

  /** No longer ready for new work, but what arrives is still served. */
  get shuttingDown(): boolean {
    return this.phase !== 'serving';
  }

  /** Nothing new is begun. */
  get closed(): boolean {
    return this.phase === 'closed';
  }

  drain(): void {
    if (this.phase === 'serving') this.phase = 'draining';
  }

  close(): void {
    this.phase = 'closed';
  }
}
