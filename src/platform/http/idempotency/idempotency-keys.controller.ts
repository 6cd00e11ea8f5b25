import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Database } from '../../database';
import { toInteger } from '../../money';
import { IdParam } from '../id.pipe';
import { KeysetPages } from '../keyset-pages';
import { StaffRoute } from '../open-route';
import { Answers, AnswersPage, Operation } from '../operation';
import { Tagged } from '../etag';
import { mapPage } from '../paging';
import type { Page } from '../paging';
import { NotFound } from '../problems';
import { IdempotencyKeyInvalid } from './idempotency.errors';
import { readKey } from './idempotency-key';
import { IdempotencyKeyQuery, IdempotencyKeyResponse } from './idempotency-keys.dto';
import type { IdempotencyKeyRow } from './idempotency-keys.dto';

const SELECT = `SELECT id, idempotency_key, caller_kind, account_id, method, route, status, answer_status, fence, lease_until, created_at, expires_at
  FROM platform_idempotency`;

@ApiTags('Admin operations')
@Controller('v1/admin/idempotency-keys')
export class IdempotencyKeysController {
  constructor(
    private readonly database: Database,
    private readonly pages: KeysetPages,
  ) {}

  @Get()
  @StaffRoute('operations:read')
  @Operation({
    id: 'findIdempotencyKeys',
    summary: 'Look an idempotency key up',
    description:
      'Every use of the key, newest first: by whom, on which route, and what became of it. Keys are kept for 48 hours after their answer.',
    problems: [IdempotencyKeyInvalid],
  })
  @AnswersPage(IdempotencyKeyResponse)
  async find(@Query() query: IdempotencyKeyQuery): Promise<Page<IdempotencyKeyResponse>> {
    const key = readKey(query.key, true);
    const page = await this.pages.page(query, ['idempotency-keys', key], {
      list: (limit, before) =>
        this.database.query<IdempotencyKeyRow>(
          `${SELECT} WHERE idempotency_key = ? AND id ${before === undefined ? 'IS NOT NULL' : '< ?'} ORDER BY id DESC LIMIT ${limit}`,
          before === undefined ? [key] : [key, before],
        ),
      count: () => this.count(key),
    });
    return mapPage(page, (row) => IdempotencyKeyResponse.from(row));
  }

  @Get(':id')
  @StaffRoute('operations:read')
  @Tagged()
  @Operation({
    id: 'getIdempotencyKey',
    summary: 'Read one use of an idempotency key',
    description:
      'Who used it, on which route, whether it is being worked on and until when, and the status of its answer; never the answer itself.',
    problems: [NotFound],
  })
  @Answers(IdempotencyKeyResponse)
  async get(@IdParam('idem') id: string): Promise<IdempotencyKeyResponse> {
    const [row] = await this.database.query<IdempotencyKeyRow>(`${SELECT} WHERE id = ?`, [id]);
    if (!row) throw new NotFound('idempotency key');
    return IdempotencyKeyResponse.from(row);
  }

  private async count(key: string | undefined): Promise<number> {
    const [row] = await this.database.query<{ n: string }>(
      'SELECT COUNT(*) AS n FROM platform_idempotency WHERE idempotency_key = ? AND id IS NOT NULL',
      [key],
    );
    return toInteger(row?.n ?? 0);
  }
}
