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
import { BrandResponse, BrandSummary } from './brand.dto';
import { BrandReader } from './brand.reader';

@ApiTags('Catalog')
@Controller('v1/brands')
export class BrandsController {
  constructor(
    private readonly brands: BrandReader,
    private readonly storefront: StorefrontService,
    private readonly languages: Languages,
  ) {}

  @Get()
  @Public()
  @CacheFor(SPOKEN)
  @Operation({
    id: 'listBrands',
    summary: 'List brands',
    description: 'By name, each with the number of its published products that have a price in the currency.',
    problems: [CurrencyNotOffered],
  })
  @AnswersPage(BrandSummary)
  async list(@Query() query: StorefrontPageQuery, @AcceptLanguage() header?: string): Promise<JsonText> {
    const language = this.languages.choose(query.locale, header);
    const page = await this.brands.page(query, this.storefront.currency(query.currency), language.locale);
    return spokenPage(
      mapPage(page, (one) => BrandSummary.of(one)),
      this.languages.tagsOf(page.data, language),
    );
  }

  @Get(':idOrSlug')
  @Public()
  @CacheFor(SPOKEN)
  @Tagged()
  @MayMove('/v1/brands/northwind')
  @ApiParam({ name: 'idOrSlug', description: 'The id or the slug of the brand.', example: 'northwind' })
  @Operation({
    id: 'getBrand',
    summary: 'Read a brand',
    description: 'A slug that it had before answers 301. List its products with `GET /v1/products?brand=`.',
    problems: [NotFound, CurrencyNotOffered],
  })
  @Answers(BrandResponse)
  async get(@Param('idOrSlug') idOrSlug: string, @Query() query: StorefrontQuery, @AcceptLanguage() header?: string): Promise<JsonText> {
    const language = this.languages.choose(query.locale, header);
    const currency = this.storefront.currency(query.currency);
    const brand = await this.brands.read(idOrSlug, currency, language.locale);
    return spoken(BrandResponse.from(brand), this.languages.tagsOf([brand], language));
  }
}
