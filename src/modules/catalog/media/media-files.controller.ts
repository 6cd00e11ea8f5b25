import { Controller, Get, Param, Res, StreamableFile } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Public } from '../../auth';
import { IdParam, Produces } from '../../../platform/http';
import { MediaFile } from './media-file';

const YEAR = 31_536_000;

/** The images themselves. Addresses name their content, so browsers and caches may keep them; nothing here is ever run or guessed at. */
@ApiExcludeController()
@Controller('media')
export class MediaFilesController {
  constructor(private readonly files: MediaFile) {}

  @Get(':id/:file')
  @Public()
  @Produces('image/jpeg', 'image/png', 'image/webp', 'image/gif', 'image/avif')
  async serve(
    @IdParam('med') id: string,
    @Param('file') name: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StreamableFile> {
    const { content, size, mediaType, final } = await this.files.open(id, name);
    reply.header('cache-control', final ? `public, max-age=${YEAR}, immutable` : 'public, max-age=10');
    reply.header('x-content-type-options', 'nosniff').header('content-security-policy', "default-src 'none'; sandbox");
    reply.header('cross-origin-resource-policy', 'cross-origin');
    return new StreamableFile(content, { type: mediaType, length: size, disposition: 'inline' });
  }
}
