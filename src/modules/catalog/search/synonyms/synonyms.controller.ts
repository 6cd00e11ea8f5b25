import { Body, Controller, Delete, Get, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { RequirePermission } from '../../../auth';
import {
  Answers,
  AnswersNothing,
  AnswersPage,
  IdParam,
  Idempotent,
  IfMatch,
  NotFound,
  Operation,
  PageQuery,
  PreconditionFailed,
  RequireIfMatch,
  Tagged,
  mapPage,
} from '../../../../platform/http';
import type { Page } from '../../../../platform/http';
import { SynonymStore } from './synonym-store';
import { CreateSynonymRequest, SynonymResponse, UpdateSynonymRequest, changesOf, contentOf } from './synonym.dto';
import { InvalidSynonym } from './synonym.errors';

@ApiTags('Admin catalog')
@Controller('v1/admin/search-synonyms')
export class SynonymsController {
  constructor(private readonly synonyms: SynonymStore) {}

  @Get()
  @RequirePermission('catalog:read')
  @Operation({ id: 'listSearchSynonyms', summary: 'List the synonyms of the search', description: 'All of them, the newest first.' })
  @AnswersPage(SynonymResponse)
  async list(@Query() query: PageQuery): Promise<Page<SynonymResponse>> {
    return mapPage(await this.synonyms.page(query), (synonym) => SynonymResponse.from(synonym));
  }

  @Post()
  @RequirePermission('catalog:write')
  @Tagged()
  @Idempotent({ required: false, atomic: true })
  @Operation({
    id: 'createSearchSynonym',
    summary: 'Create a synonym of the search',
    description:
      'Lets shoppers find products by other words than their pages say. It counts for every search from now on; what is found in other words comes a little behind what is found as typed.',
    problems: [InvalidSynonym],
    example: { body: { kind: 'equivalent', words: ['jumper', 'sweater', 'pullover'] } },
  })
  @Answers(SynonymResponse, { status: 201, location: '/v1/admin/search-synonyms/{id}' })
  async create(@Body() body: CreateSynonymRequest): Promise<SynonymResponse> {
    return SynonymResponse.from(await this.synonyms.create(contentOf(body)));
  }

  @Get(':id')
  @RequirePermission('catalog:read')
  @Tagged()
  @Operation({
    id: 'getSearchSynonym',
    summary: 'Read a synonym of the search',
    description: 'Its ETag is what a change asks for.',
    problems: [NotFound],
  })
  @Answers(SynonymResponse)
  async get(@IdParam('syn') id: string): Promise<SynonymResponse> {
    return SynonymResponse.from(await this.synonyms.get(id));
  }

  @Patch(':id')
  @RequirePermission('catalog:write')
  @Tagged()
  @RequireIfMatch()
  @Operation({
    id: 'updateSearchSynonym',
    summary: 'Change a synonym of the search',
    description: 'JSON Merge Patch; `words` as a whole replace those before. It counts for every search from now on.',
    problems: [NotFound, PreconditionFailed, InvalidSynonym],
    example: { body: { words: ['jumper', 'sweater'] } },
  })
  @Answers(SynonymResponse)
  async update(
    @IdParam('syn') id: string,
    @IfMatch() version: number | undefined,
    @Body() body: UpdateSynonymRequest,
  ): Promise<SynonymResponse> {
    return SynonymResponse.from(await this.synonyms.update(id, version, changesOf(body)));
  }

  @Delete(':id')
  @RequirePermission('catalog:write')
  @RequireIfMatch()
  @Operation({
    id: 'deleteSearchSynonym',
    summary: 'Delete a synonym of the search',
    description: 'From now on each word finds only what says it.',
    problems: [NotFound, PreconditionFailed],
  })
  @AnswersNothing()
  async remove(@IdParam('syn') id: string, @IfMatch() version: number | undefined): Promise<void> {
    await this.synonyms.remove(id, version);
  }
}
