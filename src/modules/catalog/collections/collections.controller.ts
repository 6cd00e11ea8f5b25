import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiParam, ApiTags } from '@nestjs/swagger';
import { Public } from '../../auth';
import { AcceptLanguage, Answers, AnswersPage, CacheFor, MayMove, NotFound, Operation, Tagged, mapPage } from '../../../platform/http';
import type { JsonText } from '../../../platform/http';
import { CurrencyNotOffered } from '../catalog.errors';
import { StorefrontPageQuery, StorefrontQuery } from '../product-query.dto';
import { SPOKEN } from '../public-cache';
import { StorefrontService } from '../storefront.service';
import { Languages, spoken, spokenPage } from '../translations/languages';
import { CollectionResponse, CollectionSummary } from './collection.dto';
import { CollectionReader } from './collection.reader';

@ApiTags('Catalog')
@Controller('v1/collections')
export class CollectionsController {
  constructor(
    private readonly collections: CollectionReader,
    private readonly storefront: StorefrontService,
    private readonly languages: Languages,
  ) {}

  @Get()
  @Public()
  @CacheFor(SPOKEN)
  @Operation({
    id: 'listCollections',
    summary: 'List collections',
    description: 'Published ones, the newest first, each with the number of its published products that have a price in the currency.',
    problems: [CurrencyNotOffered],
  })
  @AnswersPage(CollectionSummary)
  async list(@Query() query: StorefrontPageQuery, @AcceptLanguage() header?: string): Promise<JsonText> {
    const language = this.languages.choose(query.locale, header);
    const page = await this.collections.page(query, this.storefront.currency(query.currency), language.locale);
    return spokenPage(
      mapPage(page, (one) => CollectionSummary.of(one)),
      this.languages.tagsOf(page.data, language),
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
    problems: [NotFound, CurrencyNotOffered],
  })
  @Answers(CollectionResponse)
  async get(@Param('idOrSlug') idOrSlug: string, @Query() query: StorefrontQuery, @AcceptLanguage() header?: string): Promise<JsonText> {
    const language = this.languages.choose(query.locale, header);
    const currency = this.storefront.currency(query.currency);
    const collection = await this.collections.read(idOrSlug, currency, language.locale);
    return spoken(CollectionResponse.from(collection), this.languages.tagsOf([collection], language));
  }
}
