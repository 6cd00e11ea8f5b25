import { hash, randomInt } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { freshBytes } from './random-bytes';

/** The one source of chance for business code; tests replace it by a seeded one. */
@Injectable()
export class Random {
  bytes(count: number): Buffer {
    return freshBytes(count);
  }

  /** A secret of 256 bits, base64url. Give it away once and store only `hashToken(token)`. */
  token(): string {
    return this.bytes(32).toString('base64url');
  }

  /** A whole number from 0 up to, and not including, the bound. */
  integer(maxExclusive: number): number {
    return randomInt(maxExclusive);
  }
}

/** SHA-256 in lower-case hex. Enough for secrets of full entropy; passwords go through argon2id. */
export function hashToken(token: string): string {
  return hash('sha256', token);
}
