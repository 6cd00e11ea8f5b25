import { Controller, Get, Param, Post, Query, Req } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiTags } from '@nestjs/swagger';
import type { ApiBodyOptions } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { CurrentCaller, RequirePermission } from '../../auth';
import type { Caller } from '../../auth';
import {
  AcceptsMultipart,
  Answers,
  AnswersPage,
  BodyTooLarge,
  IdPipe,
  mapPage,
  NotFound,
  Operation,
  PageQuery,
  pageSize,
  Tagged,
  wantsTotal,
} from '../../../platform/http';
import type { Page } from '../../../platform/http';
import { FILE_FORMATS } from './file-format';
import { ImportResponse, ImportSummary } from './import.dto';
import { ImportJobStore } from './import-job.store';
import { ImportUpload } from './import.upload';

const UPLOAD: ApiBodyOptions = {
  schema: {
    type: 'object',
    required: ['file'],
    additionalProperties: false,
    properties: {
      file: { type: 'string', format: 'binary', description: 'The file, UTF-8, at most 50 MB.' },
      format: {
        type: 'string',
        enum: [...FILE_FORMATS],
        default: 'shopify_csv',
        description: 'What the file is: see the guide in the description of the operation.',
      },
      dryRun: { type: 'boolean', default: false, description: 'Only rehearse: count and find the problems, keep nothing.' },
      currency: {
        type: 'string',
        example: 'EUR',
        description: "The currency of the plain price columns; the shop's default one if not sent.",
      },
    },
  },
};

@ApiTags('Admin imports and exports')
@Controller('v1/admin/imports')
export class ImportsController {
  constructor(
    private readonly upload: ImportUpload,
    private readonly jobs: ImportJobStore,
  ) {}

  @Post()
  @RequirePermission('imports:write')
  @AcceptsMultipart()
  @ApiConsumes('multipart/form-data')
  @ApiBody(UPLOAD)
  @Operation({
    id: 'createImport',
    summary: 'Import products',
    description:
      'Takes a Shopify product export as it is (`shopify_csv`), a table of our own columns with a row for each variant (`csv`), or one whole product as JSON on each line (`jsonl`, the form that loses nothing of a product but what it is related to); an export of each format shows its columns or fields. The work goes on after the answer: read the import until its status is `completed` or `failed`. Products are recognised by their handle or slug and become what the file says; columns that the file does not have stay as they are. A product with a wrong row is left out as a whole and told in `rows` with its line. Sending the same file again changes nothing, so it needs no Idempotency-Key.',
    problems: [BodyTooLarge],
  })
  @Answers(ImportResponse, { status: 202, location: '/v1/admin/imports/{id}' })
  async create(@Req() request: FastifyRequest, @CurrentCaller() caller: Caller): Promise<ImportResponse> {
    return ImportResponse.of(await this.upload.receive(request, caller.accountId ?? null));
  }

  @Get()
  @RequirePermission('imports:write')
  @Operation({ id: 'listImports', summary: 'List imports', description: 'The newest first, without their rows.' })
  @AnswersPage(ImportSummary)
  async list(@Query() query: PageQuery): Promise<Page<ImportSummary>> {
    const page = await this.jobs.page(pageSize(query), wantsTotal(query), query.cursor);
    return mapPage(page, (job) => ImportSummary.from(job));
  }

  @Get(':id')
  @RequirePermission('imports:write')
  @Tagged()
  @Operation({
    id: 'getImport',
    summary: 'Read an import',
    description: 'How far it has come, and what is wrong with which line of the file. The counts are exact at every moment.',
    problems: [NotFound],
  })
  @Answers(ImportResponse)
  async get(@Param('id', IdPipe('imp')) id: string): Promise<ImportResponse> {
    return ImportResponse.of(await this.jobs.get(id));
  }
}
