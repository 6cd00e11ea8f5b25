import { Body, Controller, Get, Param, Put, Query } from '@nestjs/common';
import { ApiParam, ApiTags } from '@nestjs/swagger';
import { Public, RequirePermission } from '../../auth';
import {
  AcceptLanguage,
  Answers,
  CacheFor,
  IdParam,
  IfMatch,
  JsonText,
  MayMove,
  NotFound,
  Operation,
  PreconditionFailed,
  RequireIfMatch,
  Tagged,
  exampleId,
} from '../../../platform/http';
import { CurrencyNotOffered, InvalidProduct } from '../catalog.errors';
import { UnknownProducts } from '../collections/collection.errors';
import { SPOKEN } from '../public-cache';
import { StorefrontService } from '../storefront.service';
import { Languages } from '../translations/languages';
import { ProductRelations } from './product-relations';
import { RelatedProductsResponse, RelatedQuery, RelationsResponse, SetRelationsRequest } from './relation.dto';

@ApiTags('Catalog')
@Controller('v1')
export class RelationsController {
  constructor(
    private readonly relations: ProductRelations,
    private readonly storefront: StorefrontService,
    private readonly languages: Languages,
  ) {}

  @Get('products/:idOrSlug/related')
  @Public()
  @CacheFor(SPOKEN)
  @Tagged()
  @MayMove('/v1/products/blue-mug/related')
  @ApiParam({ name: 'idOrSlug', description: 'The id or the slug of the product.', example: 'blue-mug' })
  @Operation({
    id: 'listRelatedProducts',
    summary: 'Read the related products of a product',
    description:
      'Those that the shop wants to be shown beside it, as far as they are visible in the currency. The list has no further pages. A slug that the product had before answers 301.',
    problems: [NotFound, CurrencyNotOffered],
  })
  @Answers(RelatedProductsResponse)
  async shown(@Param('idOrSlug') idOrSlug: string, @Query() query: RelatedQuery, @AcceptLanguage() header?: string): Promise<JsonText> {
    const { locale, tag } = this.languages.choose(query.locale, header);
    const page = { currency: this.storefront.currency(query.currency), locale };
    return new JsonText(await this.relations.shown(idOrSlug, page, query.kind), { language: tag });
  }

  @Get('admin/products/:id/relations')
  @ApiTags('Admin catalog')
  @RequirePermission('catalog:read')
  @Tagged()
  @Operation({
    id: 'listProductRelations',
    summary: 'Read the relations of a product as staff',
    description: 'All of them, visible or not. The ETag is what a change asks for.',
    problems: [NotFound],
  })
  @Answers(RelationsResponse)
  async get(@IdParam('prod') id: string): Promise<RelationsResponse> {
    const { version, relations } = await this.relations.get(id);
    return { version, relations: [...relations] };
  }

  @Put('admin/products/:id/relations')
  @ApiTags('Admin catalog')
  @RequirePermission('catalog:write')
  @Tagged()
  @RequireIfMatch()
  @Operation({
    id: 'setProductRelations',
    summary: 'Relate a product to others',
    description: 'Replaces all relations of the product. They point one way: the other products do not show this one for it.',
    problems: [NotFound, PreconditionFailed, InvalidProduct, UnknownProducts],
    example: { body: { relations: [{ kind: 'related', productId: exampleId('prod', 2) }] } },
  })
  @Answers(RelationsResponse)
  async set(
    @IdParam('prod') id: string,
    @IfMatch() version: number | undefined,
    @Body() body: SetRelationsRequest,
  ): Promise<RelationsResponse> {
    const stored = await this.relations.set(id, version, body.relations);
    return { version: stored.version, relations: [...stored.relations] };
  }
}
