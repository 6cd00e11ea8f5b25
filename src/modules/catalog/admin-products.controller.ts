import { Body, Controller, Delete, Get, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { RequirePermission } from '../auth';
import { Config } from '../../platform/config';
import {
  Answers,
  AnswersNothing,
  AnswersPage,
  IdParam,
  Idempotent,
  IfMatch,
  NotFound,
  Operation,
  PreconditionFailed,
  RequireIfMatch,
  Tagged,
  mapPage,
  pageSize,
  wantsTotal,
} from '../../platform/http';
import type { Page } from '../../platform/http';
import {
  AdminProductListQuery as ListRequest,
  CreateImageRequest,
  CreateProductRequest,
  CreateVariantRequest,
  UpdateImageRequest,
  UpdateProductRequest,
} from './admin-product-request.dto';
import { AdminProductListQuery } from './admin-product-list.query';
import { AdminProductResponse, AdminProductSummary } from './admin-product.dto';
import { AdminProductsService } from './admin-products.service';
import { AdminVariantsService } from './admin-variants.service';
import { PRODUCT_EXAMPLE } from './product.example';
import { UnknownAttribute } from './attributes/attribute.errors';
import { UnknownBrand } from './brands/brand.errors';
import {
  CurrencyNotOffered,
  DuplicateCombination,
  ImageExists,
  InvalidProduct,
  OptionMismatch,
  SkuTaken,
  SlugTaken,
  UnknownCategory,
} from './catalog.errors';
import { ProductEditor } from './product-editor';

const VARIANT_PROBLEMS = [SkuTaken, OptionMismatch, DuplicateCombination, InvalidProduct, CurrencyNotOffered] as const;
const NAMES_NOTHING = [UnknownCategory, UnknownBrand, UnknownAttribute] as const;

@ApiTags('Admin catalog')
@Controller('v1/admin/products')
export class AdminProductsController {
  constructor(
    private readonly config: Config,
    private readonly lists: AdminProductListQuery,
    private readonly editor: ProductEditor,
    private readonly products: AdminProductsService,
    private readonly parts: AdminVariantsService,
  ) {}

  @Get()
  @RequirePermission('catalog:read')
  @Operation({ id: 'listAdminProducts', summary: 'List products', description: 'Products in any state, the newest first.' })
  @AnswersPage(AdminProductSummary)
  async list(@Query() query: ListRequest): Promise<Page<AdminProductSummary>> {
    const { status, sort, cursor } = query;
    const page = await this.lists.page({
      status,
      q: query.q || undefined,
      sort,
      cursor,
      limit: pageSize(query),
      withTotal: wantsTotal(query),
    });
    return mapPage(page, (product) => AdminProductSummary.from(product));
  }

  @Post()
  @RequirePermission('catalog:write')
  @Tagged()
  @Idempotent({ required: false, atomic: true })
  @Operation({
    id: 'createProduct',
    summary: 'Create a product',
    description:
      'With all its variants. Each gets its stock to begin with in the same step. Prices in further currencies are set on the variants.',
    problems: [...VARIANT_PROBLEMS, SlugTaken, ...NAMES_NOTHING],
    example: { body: PRODUCT_EXAMPLE },
  })
  @Answers(AdminProductResponse, { status: 201, location: '/v1/admin/products/{id}' })
  async create(@Body() body: CreateProductRequest): Promise<AdminProductResponse> {
    return AdminProductResponse.from(await this.products.create(body), this.config.defaultCurrency);
  }

  @Get(':id')
  @RequirePermission('catalog:read')
  @Tagged()
  @Operation({
    id: 'getAdminProduct',
    summary: 'Read a product as staff',
    description: 'In any state, with the prices in all currencies. Its ETag is what every change of the product or its parts asks for.',
    problems: [NotFound],
  })
  @Answers(AdminProductResponse)
  async get(@IdParam('prod') id: string): Promise<AdminProductResponse> {
    return AdminProductResponse.from(await this.editor.get(id), this.config.defaultCurrency);
  }

  @Patch(':id')
  @RequirePermission('catalog:write')
  @Tagged()
  @RequireIfMatch()
  @Operation({
    id: 'updateProduct',
    summary: 'Change a product',
    description:
      'JSON Merge Patch: what is absent stays, null empties. Lists replace the old ones. Together with other `options` goes what the variants are then: `combinations`; they keep their ids, stock and prices.',
    problems: [NotFound, PreconditionFailed, SlugTaken, OptionMismatch, DuplicateCombination, InvalidProduct, ...NAMES_NOTHING],
    example: { body: { title: 'Blue mug', tags: ['ceramic', 'gift'], status: 'published' } },
  })
  @Answers(AdminProductResponse)
  async update(
    @IdParam('prod') id: string,
    @IfMatch() version: number | undefined,
    @Body() body: UpdateProductRequest,
  ): Promise<AdminProductResponse> {
    return AdminProductResponse.from(await this.products.update(id, version, body), this.config.defaultCurrency);
  }

  @Delete(':id')
  @RequirePermission('catalog:write')
  @RequireIfMatch()
  @Operation({
    id: 'archiveProduct',
    summary: 'Archive a product',
    description: 'It leaves the storefront and can no longer be bought. Its data and its slug stay; changing the status brings it back.',
    problems: [NotFound, PreconditionFailed],
  })
  @AnswersNothing()
  async archive(@IdParam('prod') id: string, @IfMatch() version: number | undefined): Promise<void> {
    await this.products.archive(id, version);
  }

  @Post(':id/variants')
  @RequirePermission('catalog:write')
  @Tagged()
  @Idempotent({ required: false, atomic: true })
  @Operation({
    id: 'createVariant',
    summary: 'Add a variant',
    description: 'It needs a value for each option of the product; a new value is added to the product first. Answers the whole product.',
    problems: [NotFound, PreconditionFailed, ...VARIANT_PROBLEMS],
    example: {
      body: { sku: 'MUG-BLUE-M', options: { Size: 'M' }, weightGrams: 350, price: { amount: 1999, currency: 'EUR' }, onHand: 12 },
    },
  })
  @Answers(AdminProductResponse, { status: 201, location: '/v1/admin/products/{id}' })
  async addVariant(
    @IdParam('prod') id: string,
    @IfMatch() version: number | undefined,
    @Body() body: CreateVariantRequest,
  ): Promise<AdminProductResponse> {
    return AdminProductResponse.from(await this.parts.add(id, version, body), this.config.defaultCurrency);
  }

  @Post(':id/images')
  @RequirePermission('catalog:write')
  @Tagged()
  @Idempotent({ required: false, atomic: true })
  @Operation({
    id: 'createImage',
    summary: 'Add an image',
    description:
      'One that was uploaded (`mediaId`), or one from elsewhere by its address; nothing is fetched or copied. Answers the whole product.',
    problems: [NotFound, PreconditionFailed, ImageExists, InvalidProduct],
    example: { body: { url: 'https://images.example.com/mug.jpg', alt: 'A blue mug', position: 1 } },
  })
  @Answers(AdminProductResponse, { status: 201, location: '/v1/admin/products/{id}' })
  async addImage(
    @IdParam('prod') id: string,
    @IfMatch() version: number | undefined,
    @Body() body: CreateImageRequest,
  ): Promise<AdminProductResponse> {
    return AdminProductResponse.from(await this.parts.addImage(id, version, body), this.config.defaultCurrency);
  }

  @Patch(':id/images/:imageId')
  @RequirePermission('catalog:write')
  @Tagged()
  @RequireIfMatch()
  @Operation({
    id: 'updateImage',
    summary: 'Change an image',
    description: 'JSON Merge Patch: its words, and its place among the images. The answer is the whole product.',
    problems: [NotFound, PreconditionFailed, InvalidProduct],
    example: { body: { alt: 'A blue mug from above', position: 1 } },
  })
  @Answers(AdminProductResponse)
  async updateImage(
    @IdParam('prod') id: string,
    @IdParam('img', 'imageId') imageId: string,
    @IfMatch() version: number | undefined,
    @Body() body: UpdateImageRequest,
  ): Promise<AdminProductResponse> {
    return AdminProductResponse.from(await this.parts.updateImage(id, imageId, version, body), this.config.defaultCurrency);
  }

  @Delete(':id/images/:imageId')
  @RequirePermission('catalog:write')
  @RequireIfMatch()
  @Operation({
    id: 'deleteImage',
    summary: 'Remove an image',
    description: 'Variants that it showed have no image of their own afterwards.',
    problems: [NotFound, PreconditionFailed],
  })
  @AnswersNothing()
  async removeImage(
    @IdParam('prod') id: string,
    @IdParam('img', 'imageId') imageId: string,
    @IfMatch() version: number | undefined,
  ): Promise<void> {
    await this.parts.removeImage(id, imageId, version);
  }
}
