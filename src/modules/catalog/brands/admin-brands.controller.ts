import { Body, Controller, Delete, Get, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { RequirePermission } from '../../auth';
import {
  Answers,
  AnswersNothing,
  AnswersPage,
  IdParam,
  Idempotent,
  IfMatch,
  NotFound,
  Operation,
  PageQuery,
  PreconditionFailed,
  RequireIfMatch,
  Tagged,
  mapPage,
} from '../../../platform/http';
import type { Page } from '../../../platform/http';
import { InvalidProduct, SlugTaken } from '../catalog.errors';
import { NamedByRules } from '../collections/collection.errors';
import { AdminBrandsService } from './admin-brands.service';
import { AdminBrandResponse, CreateBrandRequest, UpdateBrandRequest } from './brand.dto';
import { BrandInUse, BrandNameTaken } from './brand.errors';

@ApiTags('Admin catalog')
@Controller('v1/admin/brands')
export class AdminBrandsController {
  constructor(private readonly brands: AdminBrandsService) {}

  @Get()
  @RequirePermission('catalog:read')
  @Operation({ id: 'listAdminBrands', summary: 'List brands as staff', description: 'All brands, the newest first.' })
  @AnswersPage(AdminBrandResponse)
  async list(@Query() query: PageQuery): Promise<Page<AdminBrandResponse>> {
    return mapPage(await this.brands.page(query), (brand) => AdminBrandResponse.from(brand));
  }

  @Post()
  @RequirePermission('catalog:write')
  @Tagged()
  @Idempotent({ required: false, atomic: true })
  @Operation({
    id: 'createBrand',
    summary: 'Create a brand',
    description: 'Products name it by `brandId`. A product whose `vendor` is new makes a brand of that name by itself.',
    problems: [SlugTaken, BrandNameTaken, InvalidProduct],
    example: { body: { name: 'Harbour Pottery', slug: 'harbour-pottery', description: '<p>Stoneware from the coast.</p>' } },
  })
  @Answers(AdminBrandResponse, { status: 201, location: '/v1/admin/brands/{id}' })
  async create(@Body() body: CreateBrandRequest): Promise<AdminBrandResponse> {
    return AdminBrandResponse.from(await this.brands.create(body));
  }

  @Get(':id')
  @RequirePermission('catalog:read')
  @Tagged()
  @Operation({
    id: 'getAdminBrand',
    summary: 'Read a brand as staff',
    description: 'Its ETag is what a change asks for.',
    problems: [NotFound],
  })
  @Answers(AdminBrandResponse)
  async get(@IdParam('brand') id: string): Promise<AdminBrandResponse> {
    return AdminBrandResponse.from(await this.brands.get(id));
  }

  @Patch(':id')
  @RequirePermission('catalog:write')
  @Tagged()
  @RequireIfMatch()
  @Operation({
    id: 'updateBrand',
    summary: 'Change a brand',
    description: 'JSON Merge Patch. A slug that it gives up leads to the new one. The `vendor` of its products stays as it is.',
    problems: [NotFound, PreconditionFailed, SlugTaken, BrandNameTaken, InvalidProduct],
    example: { body: { description: '<p>Stoneware since 1911.</p>', seoTitle: 'Northwind stoneware' } },
  })
  @Answers(AdminBrandResponse)
  async update(
    @IdParam('brand') id: string,
    @IfMatch() version: number | undefined,
    @Body() body: UpdateBrandRequest,
  ): Promise<AdminBrandResponse> {
    return AdminBrandResponse.from(await this.brands.update(id, version, body));
  }

  @Delete(':id')
  @RequirePermission('catalog:write')
  @RequireIfMatch()
  @Operation({
    id: 'deleteBrand',
    summary: 'Delete a brand',
    description: 'One that no product and no rule of a collection names.',
    problems: [NotFound, PreconditionFailed, BrandInUse, NamedByRules],
  })
  @AnswersNothing()
  async remove(@IdParam('brand') id: string, @IfMatch() version: number | undefined): Promise<void> {
    await this.brands.remove(id, version);
  }
}
