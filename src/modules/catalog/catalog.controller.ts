import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiParam, ApiTags } from '@nestjs/swagger';
import { Public } from '../auth';
import { Answers, AnswersPage, CacheFor, JsonText, NotFound, Operation, Tagged } from '../../platform/http';
import { LISTS, MANY_PRODUCTS, productTopic } from './catalog.topics';
import { CurrencyNotOffered } from './catalog.errors';
import { CategoryResponse, CategoryTreeResponse } from './category.dto';
import { CurrencyQuery, ProductListQueryDto } from './product-query.dto';
import { ProductListResponse, ProductResponse, ProductSummary } from './product.dto';
import { listText } from './product-list.text';
import { StorefrontService } from './storefront.service';

/** Long enough to take a rush on a page, short enough that a price change is everywhere within a minute or two. */
const PUBLIC = { maxAge: 30, sMaxAge: 60, staleWhileRevalidate: 60, kept: true } as const;

@ApiTags('Catalog')
@Controller('v1')
export class CatalogController {
  constructor(private readonly storefront: StorefrontService) {}

  @Get('products')
  @Public()
  @CacheFor(PUBLIC)
  @Tagged()
  @Operation({
    id: 'listProducts',
    summary: 'Find products',
    description:
      'Published products that have a price in the currency, by full text and filters. Filters of different kinds must all hold, each by some variant of the product. `include=facets` tells how many products each further choice would leave.',
    problems: [CurrencyNotOffered],
  })
  @ApiOkResponse({ description: 'A page; follow `page.nextCursor` or the Link header for the next one.', type: ProductListResponse })
  @AnswersPage(ProductSummary)
  async list(@Query() query: ProductListQueryDto): Promise<JsonText> {
    return listText(await this.storefront.list(query));
  }

  @Get('products/:idOrSlug')
  @Public()
  @CacheFor(PUBLIC)
  @Tagged()
  @ApiParam({ name: 'idOrSlug', description: 'The id or the slug of the product.', example: 'blue-mug' })
  @Operation({
    id: 'getProduct',
    summary: 'Read a product',
    description:
      'Variants are those with a price in the currency; a product without any is not found in it, like one that is not published. `available` is a copy, about a second old; the order itself asks the stock.',
    problems: [NotFound, CurrencyNotOffered],
  })
  @Answers(ProductResponse)
  async get(@Param('idOrSlug') idOrSlug: string, @Query() query: CurrencyQuery): Promise<JsonText> {
    const { id, detail } = await this.storefront.product(idOrSlug, query.currency);
    return new JsonText(detail, { topics: [productTopic(id), MANY_PRODUCTS] });
  }

  @Get('categories')
  @Public()
  @CacheFor(PUBLIC)
  @Tagged()
  @Operation({
    id: 'listCategories',
    summary: 'Read the category tree',
    description:
      'The whole tree at once, with the number of products in each category that have a price in the currency. It has no further pages.',
    problems: [CurrencyNotOffered],
  })
  @Answers(CategoryTreeResponse)
  async tree(@Query() query: CurrencyQuery): Promise<JsonText> {
    return treeText(CategoryTreeResponse.from(await this.storefront.categoryTree(query.currency)));
  }

  @Get('categories/:idOrSlug')
  @Public()
  @CacheFor(PUBLIC)
  @Tagged()
  @ApiParam({ name: 'idOrSlug', description: 'The id or the slug of the category.', example: 'gifts' })
  @Operation({
    id: 'getCategory',
    summary: 'Read a category',
    description:
      'With the categories above it as breadcrumbs, and the subtree below it. List its products with `GET /v1/products?category=`.',
    problems: [NotFound, CurrencyNotOffered],
  })
  @Answers(CategoryResponse)
  async category(@Param('idOrSlug') idOrSlug: string, @Query() query: CurrencyQuery): Promise<JsonText> {
    return treeText(CategoryResponse.from(await this.storefront.category(idOrSlug, query.currency)));
  }
}

function treeText(answer: object): JsonText {
  return new JsonText(JSON.stringify(answer), { topics: [LISTS, MANY_PRODUCTS] });
}
