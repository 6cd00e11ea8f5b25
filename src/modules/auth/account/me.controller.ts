import { Body, Controller, Delete, Get, Patch } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Answers, AnswersNothing, IfMatch, Operation, PreconditionFailed, Tagged } from '../../../platform/http';
import { accountOf, CurrentCaller, CustomerOnly } from '../access/access';
import type { Caller } from '../access/access';
import { StaffCannotBeErased } from '../auth.errors';
import { ExportService } from './export.service';
import { ExportResponse, MeResponse, UpdateMeRequest } from './me.dto';
import { ProfileService } from './profile.service';

@ApiTags('Account')
@Controller('v1/me')
export class MeController {
  constructor(
    private readonly profiles: ProfileService,
    private readonly exports: ExportService,
  ) {}

  @Get()
  @CustomerOnly()
  @Tagged()
  @Operation({
    id: 'getMe',
    summary: 'Read the own account',
    description: 'The account that the access token belongs to, and what it may do.',
  })
  @Answers(MeResponse)
  async get(@CurrentCaller() caller: Caller): Promise<MeResponse> {
    return MeResponse.from(await this.profiles.get(accountOf(caller)));
  }

  @Patch()
  @CustomerOnly()
  @Tagged()
  @Operation({
    id: 'updateMe',
    summary: 'Change the own account',
    description: 'JSON Merge Patch: what is absent stays, null takes away. The e-mail address and the password are not changed here.',
    problems: [PreconditionFailed],
  })
  @Answers(MeResponse)
  async update(@CurrentCaller() caller: Caller, @Body() body: UpdateMeRequest, @IfMatch() version?: number): Promise<MeResponse> {
    return MeResponse.from(await this.profiles.change(accountOf(caller), body, version));
  }

  @Delete()
  @CustomerOnly()
  @Operation({
    id: 'eraseMe',
    summary: 'Erase the own account',
    description:
      'Empties the account for good: address, name, phone, password, address book and sessions go, and the e-mail address is free for a new registration. Orders keep what the law wants kept. There is no way back.',
    problems: [PreconditionFailed, StaffCannotBeErased],
  })
  @AnswersNothing(204)
  async erase(@CurrentCaller() caller: Caller, @IfMatch() version?: number): Promise<void> {
    await this.profiles.erase(accountOf(caller), version);
  }

  @Get('export')
  @CustomerOnly()
  @Operation({
    id: 'exportMe',
    summary: 'Get a copy of the own data',
    description:
      'Everything the shop holds about the account, as JSON: profile, address book, sessions, and what each other part of the shop adds.',
  })
  @Answers(ExportResponse)
  async export(@CurrentCaller() caller: Caller): Promise<ExportResponse> {
    return this.exports.collect(accountOf(caller), caller.sessionId);
  }
}
