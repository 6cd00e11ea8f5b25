import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiParam, ApiTags } from '@nestjs/swagger';
import { Public } from '../../auth';
import { Answers, AnswersPage, CacheFor, MayMove, NotFound, Operation, PageQuery, Tagged, mapPage } from '../../../platform/http';
import type { Page } from '../../../platform/http';
import { PUBLIC } from '../public-cache';
import { BrandResponse, BrandSummary } from './brand.dto';
import { BrandReader } from './brand.reader';

@ApiTags('Catalog')
@Controller('v1/brands')
export class BrandsController {
  constructor(private readonly brands: BrandReader) {}

  @Get()
  @Public()
  @CacheFor(PUBLIC)
  @Operation({ id: 'listBrands', summary: 'List brands', description: 'By name, each with the number of its published products.' })
  @AnswersPage(BrandSummary)
  async list(@Query() query: PageQuery): Promise<Page<BrandSummary>> {
    return mapPage(await this.brands.page(query), (brand) => BrandSummary.of(brand));
  }

  @Get(':idOrSlug')
  @Public()
  @CacheFor(PUBLIC)
  @Tagged()
  @MayMove('/v1/brands/northwind')
  @ApiParam({ name: 'idOrSlug', description: 'The id or the slug of the brand.', example: 'northwind' })
  @Operation({
    id: 'getBrand',
    summary: 'Read a brand',
    description: 'A slug that it had before answers 301. List its products with `GET /v1/products?brand=`.',
    problems: [NotFound],
  })
  @Answers(BrandResponse)
  async get(@Param('idOrSlug') idOrSlug: string): Promise<BrandResponse> {
    return BrandResponse.from(await this.brands.read(idOrSlug));
  }
}
