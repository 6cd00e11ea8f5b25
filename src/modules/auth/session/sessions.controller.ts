import { Controller, Delete, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { AnswersNothing, AnswersPage, IdParam, KeysetPages, mapPage, NotFound, Operation, PageQuery } from '../../../platform/http';
import type { Page } from '../../../platform/http';
import { accountOf, CurrentCaller, CustomerOnly } from '../access/access';
import type { Caller } from '../access/access';
import { SessionResponse } from '../account/me.dto';
import { SessionService } from './session.service';

@ApiTags('Account')
@Controller('v1/me/sessions')
export class SessionsController {
  constructor(
    private readonly sessions: SessionService,
    private readonly pages: KeysetPages,
  ) {}

  @Get()
  @CustomerOnly()
  @Operation({
    id: 'listSessions',
    summary: 'List the signed-in devices',
    description: 'The sessions that are open, newest first; `current` marks the own one.',
  })
  @AnswersPage(SessionResponse)
  async list(@CurrentCaller() caller: Caller, @Query() query: PageQuery): Promise<Page<SessionResponse>> {
    const account = accountOf(caller);
    const page = await this.pages.page(query, ['sessions', account], {
      list: (limit, before) => this.sessions.list(account, limit, before),
      count: () => this.sessions.count(account),
    });
    return mapPage(page, (session) => SessionResponse.from(session, caller.sessionId));
  }

  @Delete(':id')
  @CustomerOnly()
  @Operation({
    id: 'revokeSession',
    summary: 'Sign a device out',
    description: 'Ends the session at once: neither its access token nor its refresh token opens anything any more.',
    problems: [NotFound],
  })
  @AnswersNothing(204)
  async revoke(@CurrentCaller() caller: Caller, @IdParam('ses') id: string): Promise<void> {
    await this.sessions.revoke(accountOf(caller), id);
  }
}
