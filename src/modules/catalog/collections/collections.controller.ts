import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiParam, ApiTags } from '@nestjs/swagger';
import { Public } from '../../auth';
import { Answers, AnswersPage, CacheFor, MayMove, NotFound, Operation, PageQuery, Tagged, mapPage } from '../../../platform/http';
import type { Page } from '../../../platform/http';
import { PUBLIC } from '../public-cache';
import { CollectionResponse, CollectionSummary } from './collection.dto';
import { CollectionReader } from './collection.reader';

@ApiTags('Catalog')
@Controller('v1/collections')
export class CollectionsController {
  constructor(private readonly collections: CollectionReader) {}

  @Get()
  @Public()
  @CacheFor(PUBLIC)
  @Operation({
    id: 'listCollections',
    summary: 'List collections',
    description: 'Published ones, the newest first, each with the number of its published products.',
  })
  @AnswersPage(CollectionSummary)
  async list(@Query() query: PageQuery): Promise<Page<CollectionSummary>> {
    return mapPage(await this.collections.page(query), (collection) => CollectionSummary.of(collection));
  }

  @Get(':idOrSlug')
  @Public()
  @CacheFor(PUBLIC)
  @Tagged()
  @MayMove('/v1/collections/for-cooks')
  @ApiParam({ name: 'idOrSlug', description: 'The id or the slug of the collection.', example: 'for-cooks' })
  @Operation({
    id: 'getCollection',
    summary: 'Read a collection',
    description:
      'A slug that it had before answers 301. List its products with `GET /v1/products?collection=`; picked ones come in their order with `sort=position`.',
    problems: [NotFound],
  })
  @Answers(CollectionResponse)
  async get(@Param('idOrSlug') idOrSlug: string): Promise<CollectionResponse> {
    return CollectionResponse.from(await this.collections.read(idOrSlug));
  }
}
