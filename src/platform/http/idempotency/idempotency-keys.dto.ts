import { ApiProperty } from '@nestjs/swagger';
import { QueryText, exampleId } from '../fields';
import { PageQuery } from '../page.dto';
import { OWNER_KINDS } from './key-owner';

const STATES = ['in_progress', 'completed', 'released'] as const;
const CALLERS = [...OWNER_KINDS, 'unknown'] as const;
export const EXAMPLE_LOOKUP_KEY = 'demo-promotion-1';

export interface IdempotencyKeyRow {
  readonly id: string;
  readonly idempotency_key: string;
  readonly caller_kind: (typeof CALLERS)[number];
  readonly account_id: string | null;
  readonly method: string;
  readonly route: string;
  readonly status: (typeof STATES)[number];
  readonly answer_status: number | null;
  readonly fence: number;
  readonly lease_until: Date;
  readonly created_at: Date;
  readonly expires_at: Date;
}

export class IdempotencyKeyQuery extends PageQuery {
  /** The key as the client sent it, bare or in double quotes. */
  @QueryText(1, 257, { example: EXAMPLE_LOOKUP_KEY })
  readonly key!: string;
}

/** Who used the key. */
export class IdempotencyCallerResponse {
  /** `anonymous` callers are told apart by their network. */
  @ApiProperty({ enum: [...CALLERS], enumName: 'IdempotencyCallerKind', example: 'account' })
  readonly kind!: (typeof CALLERS)[number];

  /** The account, of kind `account` only. */
  @ApiProperty({ type: 'string', nullable: true, example: exampleId('cus') })
  readonly accountId!: string | null;
}

/** One use of an idempotency key by one caller on one route. What was answered stays with the caller: it may hold secrets. */
export class IdempotencyKeyResponse {
  @ApiProperty({ type: 'string', example: exampleId('idem') })
  readonly id!: string;

  /** The key as it counts: without quotes. */
  @ApiProperty({ type: 'string', example: EXAMPLE_LOOKUP_KEY })
  readonly key!: string;

  /** Who used it. The same key of two callers is two keys. */
  @ApiProperty({ type: () => IdempotencyCallerResponse })
  readonly caller!: IdempotencyCallerResponse;

  @ApiProperty({ type: 'string', example: 'POST' })
  readonly method!: string;

  /** The route's template. The same key on two routes is two keys. */
  @ApiProperty({ type: 'string', example: '/v1/admin/promotions' })
  readonly route!: string;

  /** `completed` has an answer that is replayed; `in_progress` has a worker; `released` has neither, and the key may be used again. */
  @ApiProperty({ enum: [...STATES], enumName: 'IdempotencyKeyState', example: 'completed' })
  readonly state!: (typeof STATES)[number];

  /** The HTTP status of the answer; null while there is none. */
  @ApiProperty({ type: 'integer', nullable: true, example: 201 })
  readonly status!: number | null;

  /** Which holder of the key this is. It was raised each time a dead or unsuccessful one was followed by another. */
  @ApiProperty({ type: 'integer', example: 1 })
  readonly fence!: number;

  /** Until when the worker holds the key; null unless it is in progress. */
  @ApiProperty({ type: 'string', format: 'date-time', nullable: true, example: null })
  readonly lockedUntil!: string | null;

  @ApiProperty({ type: 'string', example: '2026-11-20T10:00:00.000Z' })
  readonly createdAt!: string;

  /** Until when the answer is replayed. */
  @ApiProperty({ type: 'string', example: '2026-11-22T10:00:00.000Z' })
  readonly expiresAt!: string;

  static from(row: IdempotencyKeyRow): IdempotencyKeyResponse {
    return Object.assign(new IdempotencyKeyResponse(), {
      id: row.id,
      key: row.idempotency_key,
      caller: Object.assign(new IdempotencyCallerResponse(), { kind: row.caller_kind, accountId: row.account_id }),
      method: row.method,
      route: row.route,
      state: row.status,
      status: row.answer_status,
      fence: row.fence,
      lockedUntil: row.status === 'in_progress' ? row.lease_until.toISOString() : null,
      createdAt: row.created_at.toISOString(),
      expiresAt: row.expires_at.toISOString(),
    });
  }
}
