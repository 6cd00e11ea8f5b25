import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiParam, ApiTags } from '@nestjs/swagger';
import { Public } from '../auth';
import {
  AcceptLanguage,
  Answers,
  AnswersPage,
  CacheFor,
  Deferrable,
  JsonText,
  MayMove,
  NotFound,
  Operation,
  Tagged,
} from '../../platform/http';
import { LISTS, MANY_PRODUCTS, productTopic } from './catalog.topics';
import { CurrencyNotOffered } from './catalog.errors';
import { CategoryResponse, CategoryTreeResponse } from './category.dto';
import type { CategoryNode } from './category-tree.reader';
import { StorefrontQuery, ProductListQueryDto } from './product-query.dto';
import { ProductListResponse, ProductResponse, ProductSummary } from './product.dto';
import { listText } from './product-list.text';
import { SPOKEN } from './public-cache';
import { Languages, localeOf } from './translations/languages';
import { StorefrontService } from './storefront.service';

@ApiTags('Catalog')
@Controller('v1')
export class CatalogController {
  constructor(
    private readonly storefront: StorefrontService,
    private readonly languages: Languages,
  ) {}

  @Get('products')
  @Deferrable(/[?&](q=|include=[^&]*facets)/)
  @Public()
  @CacheFor(SPOKEN)
  @Tagged()
  @Operation({
    id: 'listProducts',
    summary: 'Find products',
    description:
      'Published products that have a price in the currency, by full text and filters. Filters of different kinds must all hold, each by some variant of the product. `include=facets` tells how many products each further choice would leave.',
    problems: [CurrencyNotOffered],
  })
  @AnswersPage(ProductSummary, { page: ProductListResponse })
  async list(@Query() query: ProductListQueryDto, @AcceptLanguage() header?: string): Promise<JsonText> {
    const { locale, tag } = this.languages.choose(query.locale, header);
    return listText(await this.storefront.list(query, locale), tag);
  }

  @Get('products/:idOrSlug')
  @Public()
  @CacheFor(SPOKEN)
  @Tagged()
  @MayMove('/v1/products/blue-mug')
  @ApiParam({ name: 'idOrSlug', description: 'The id or the slug of the product.', example: 'blue-mug' })
  @Operation({
    id: 'getProduct',
    summary: 'Read a product',
    description:
      'Variants are those with a price in the currency; a product without any is not found in it, like one that is not published. `available` is a copy, about a second old; the order itself asks the stock. A slug that the product had before answers 301.',
    problems: [NotFound, CurrencyNotOffered],
  })
  @Answers(ProductResponse)
  async get(@Param('idOrSlug') idOrSlug: string, @Query() query: StorefrontQuery, @AcceptLanguage() header?: string): Promise<JsonText> {
    const { locale } = this.languages.choose(query.locale, header);
    const { id, detail } = await this.storefront.product(idOrSlug, query.currency, locale);
    return new JsonText(detail, { language: localeOf(detail), topics: [productTopic(id), MANY_PRODUCTS] });
  }

  @Get('categories')
  @Public()
  @CacheFor(SPOKEN)
  @Tagged()
  @Operation({
    id: 'listCategories',
    summary: 'Read the category tree',
    description:
      'The whole tree at once, with the number of products in each category that have a price in the currency. It has no further pages.',
    problems: [CurrencyNotOffered],
  })
  @Answers(CategoryTreeResponse)
  async tree(@Query() query: StorefrontQuery, @AcceptLanguage() header?: string): Promise<JsonText> {
    const language = this.languages.choose(query.locale, header);
    const tree = await this.storefront.categoryTree(query.currency, language.locale);
    return treeText(CategoryTreeResponse.from(tree), this.languages.tagsOf(tree.flatMap(withAllBelow), language));
  }

  @Get('categories/:idOrSlug')
  @Public()
  @CacheFor(SPOKEN)
  @Tagged()
  @MayMove('/v1/categories/gifts')
  @ApiParam({ name: 'idOrSlug', description: 'The id or the slug of the category.', example: 'gifts' })
  @Operation({
    id: 'getCategory',
    summary: 'Read a category',
    description:
      'With the categories above it as breadcrumbs, and the subtree below it. A slug that it had before answers 301. List its products with `GET /v1/products?category=`.',
    problems: [NotFound, CurrencyNotOffered],
  })
  @Answers(CategoryResponse)
  async category(
    @Param('idOrSlug') idOrSlug: string,
    @Query() query: StorefrontQuery,
    @AcceptLanguage() header?: string,
  ): Promise<JsonText> {
    const language = this.languages.choose(query.locale, header);
    const category = await this.storefront.category(idOrSlug, query.currency, language.locale);
    return treeText(CategoryResponse.from(category), this.languages.tagsOf([category], language));
  }
}

function withAllBelow(node: CategoryNode): CategoryNode[] {
  return [node, ...node.children.flatMap(withAllBelow)];
}

function treeText(answer: object, language: string): JsonText {
  return new JsonText(JSON.stringify(answer), { language, topics: [LISTS, MANY_PRODUCTS] });
}
