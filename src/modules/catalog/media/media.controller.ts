import { Controller, Delete, Get, Post, Query, Req } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { CurrentCaller, RequirePermission } from '../../auth';
import type { Caller } from '../../auth';
import {
  AcceptsMultipart,
  Answers,
  AnswersNothing,
  AnswersPage,
  BodyTooLarge,
  IdParam,
  IfMatch,
  NotFound,
  Operation,
  PageQuery,
  PreconditionFailed,
  RequireIfMatch,
  Tagged,
  mapPage,
} from '../../../platform/http';
import type { Page } from '../../../platform/http';
import { MediaResponse } from './media.dto';
import type { Media } from './media.entity';
import { MediaInUse, MediaStoreUnavailable, NotAnImage, TooManyPixels } from './media.errors';
import { MediaTable } from './media-table';
import { MediaUpload } from './media.upload';

@ApiTags('Admin catalog')
@Controller('v1/admin/media')
export class MediaController {
  constructor(
    private readonly upload: MediaUpload,
    private readonly table: MediaTable,
  ) {}

  @Post()
  @RequirePermission('catalog:write')
  @Tagged()
  @AcceptsMultipart()
  @ApiConsumes('multipart/form-data')
  @ApiBody({
    schema: {
      type: 'object',
      required: ['file'],
      additionalProperties: false,
      properties: { file: { type: 'string', format: 'binary', description: 'The image, at most 20 MB.' } },
    },
  })
  @Operation({
    id: 'uploadMedia',
    summary: 'Upload an image',
    description:
      'JPEG, PNG, WebP, GIF or AVIF, told by its bytes; at most 20 MB and 50 million pixels. Smaller copies are made after the answer. The same file sent again is the same image, so it needs no Idempotency-Key. Add it to a product with `POST /v1/admin/products/{id}/images`.',
    problems: [BodyTooLarge, NotAnImage, TooManyPixels, MediaStoreUnavailable],
  })
  @Answers(MediaResponse, { status: 201, location: '/v1/admin/media/{id}' })
  async create(@Req() request: FastifyRequest, @CurrentCaller() caller: Caller): Promise<MediaResponse> {
    return this.response(await this.upload.receive(request, caller.accountId ?? null));
  }

  @Get()
  @RequirePermission('catalog:read')
  @Operation({ id: 'listMedia', summary: 'List images', description: 'Uploaded images, the newest first.' })
  @AnswersPage(MediaResponse)
  async list(@Query() query: PageQuery): Promise<Page<MediaResponse>> {
    return mapPage(await this.table.page(query), (media) => this.response(media));
  }

  @Get(':id')
  @RequirePermission('catalog:read')
  @Tagged()
  @Operation({ id: 'getMedia', summary: 'Read an image', description: 'What it is, and where its sizes are.', problems: [NotFound] })
  @Answers(MediaResponse)
  async get(@IdParam('med') id: string): Promise<MediaResponse> {
    return this.response(await this.table.get(id));
  }

  @Delete(':id')
  @RequirePermission('catalog:write')
  @RequireIfMatch()
  @Operation({
    id: 'deleteMedia',
    summary: 'Delete an image',
    description:
      'Only one that no product shows. Its files are removed a moment later; caches may keep copies for as long as they were told.',
    problems: [NotFound, PreconditionFailed, MediaInUse],
  })
  @AnswersNothing()
  async remove(@IdParam('med') id: string, @IfMatch() version: number | undefined): Promise<void> {
    await this.table.discard(id, version);
  }

  private response(media: Media): MediaResponse {
    return MediaResponse.from(media, this.table.addressOf(media));
  }
}
