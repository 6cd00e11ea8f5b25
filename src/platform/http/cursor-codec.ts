import { createHmac, timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Config } from '../config';
import { ValidationFailed } from './problems';

/** The sort keys of the last row of a page. */
export type CursorPosition = readonly (string | number | null)[];

const SIGNATURE_BYTES = 16;

/** A scope that many cursors share, written out once. */
export class CursorScope {
  readonly text: string;

  constructor(scope: unknown) {
    this.text = canonical(scope);
  }
}

/** Cursors are opaque and signed. The scope (filters, sort and caller) is part of the signature, so a cursor fits only where it came from. */
@Injectable()
export class CursorCodec {
  private readonly key: Buffer;

  constructor(config: Config) {
    this.key = createHmac('sha256', config.appSecret).update('portico cursor key').digest();
  }

  encode(position: CursorPosition, scope: unknown): string {
    const payload = Buffer.from(JSON.stringify(position));
    return Buffer.concat([this.sign(payload, scope), payload]).toString('base64url');
  }

  /** @throws ValidationFailed for a cursor that is not ours, or was made for other filters or for somebody else */
  decode(cursor: string, scope: unknown): CursorPosition {
    const bytes = Buffer.from(cursor, 'base64url');
    const payload = bytes.subarray(SIGNATURE_BYTES);
    const genuine = bytes.length > SIGNATURE_BYTES && timingSafeEqual(bytes.subarray(0, SIGNATURE_BYTES), this.sign(payload, scope));
    if (!genuine || bytes.toString('base64url') !== cursor) {
      throw ValidationFailed.at('?cursor', 'cursor', 'must be the nextCursor of a page with the same filters and the same caller');
    }
    return JSON.parse(payload.toString()) as CursorPosition;
  }

  private sign(payload: Buffer, scope: unknown): Buffer {
    return createHmac('sha256', this.key)
      .update(scope instanceof CursorScope ? scope.text : canonical(scope))
      .update('\0')
      .update(payload)
      .digest()
      .subarray(0, SIGNATURE_BYTES);
  }
}

/** JSON with sorted keys, so that the order in which filters are written does not matter. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null || value instanceof Date) return JSON.stringify(value) ?? 'null';
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  entries.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${canonical(item)}`).join(',')}}`;
}
