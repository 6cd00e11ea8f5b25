import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiParam, ApiTags } from '@nestjs/swagger';
import { Public } from '../../auth';
import { AcceptLanguage, Answers, AnswersPage, CacheFor, MayMove, NotFound, Operation, Tagged, mapPage } from '../../../platform/http';
import type { JsonText } from '../../../platform/http';
import { SPOKEN } from '../public-cache';
import { Languages, spoken, spokenPage } from '../translations/languages';
import { LocaleQuery, SpokenPageQuery } from '../translations/locale-query.dto';
import { CollectionResponse, CollectionSummary } from './collection.dto';
import { CollectionReader } from './collection.reader';

@ApiTags('Catalog')
@Controller('v1/collections')
export class CollectionsController {
  constructor(
    private readonly collections: CollectionReader,
    private readonly languages: Languages,
  ) {}

  @Get()
  @Public()
  @CacheFor(SPOKEN)
  @Operation({
    id: 'listCollections',
    summary: 'List collections',
    description: 'Published ones, the newest first, each with the number of its published products.',
  })
  @AnswersPage(CollectionSummary)
  async list(@Query() query: SpokenPageQuery, @AcceptLanguage() header?: string): Promise<JsonText> {
    const { locale, tag } = this.languages.choose(query.locale, header);
    return spokenPage(
      mapPage(await this.collections.page(query, locale), (one) => CollectionSummary.of(one)),
      tag,
    );
  }

  @Get(':idOrSlug')
  @Public()
  @CacheFor(SPOKEN)
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
  async get(@Param('idOrSlug') idOrSlug: string, @Query() query: LocaleQuery, @AcceptLanguage() header?: string): Promise<JsonText> {
    const { locale, tag } = this.languages.choose(query.locale, header);
    return spoken(CollectionResponse.from(await this.collections.read(idOrSlug, locale)), tag);
  }
}
