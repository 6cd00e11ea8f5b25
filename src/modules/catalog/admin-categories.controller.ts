import { Body, Controller, Delete, Get, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { RequirePermission } from '../auth';
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
  pageSize,
  wantsTotal,
  exampleId,
} from '../../platform/http';
import type { Page } from '../../platform/http';
import { AdminCategoriesService } from './admin-categories.service';
import { CategoryCycle, CategoryNotEmpty, CategoryTooDeep, InvalidProduct, SlugTaken, UnknownCategory } from './catalog.errors';
import { NamedByRules } from './collections/collection.errors';
import { AdminCategoryResponse, CreateCategoryRequest, UpdateCategoryRequest } from './category.dto';

@ApiTags('Admin catalog')
@Controller('v1/admin/categories')
export class AdminCategoriesController {
  constructor(private readonly categories: AdminCategoriesService) {}

  @Get()
  @RequirePermission('catalog:read')
  @Operation({
    id: 'listAdminCategories',
    summary: 'List categories',
    description: 'All categories flat, the oldest first; `parentId` makes a tree of them.',
  })
  @AnswersPage(AdminCategoryResponse)
  async list(@Query() query: PageQuery): Promise<Page<AdminCategoryResponse>> {
    return mapPage(await this.categories.page(pageSize(query), query.cursor, wantsTotal(query)), (category) =>
      AdminCategoryResponse.from(category),
    );
  }

  @Post()
  @RequirePermission('catalog:write')
  @Tagged()
  @Idempotent({ required: false, atomic: true })
  @Operation({
    id: 'createCategory',
    summary: 'Create a category',
    description: 'At the root, or below another one; at most eight levels.',
    problems: [SlugTaken, UnknownCategory, CategoryTooDeep, InvalidProduct],
    example: { body: { title: 'For cooks', slug: 'for-cooks', parentId: exampleId('cat'), description: '<p>Gifts for the kitchen.</p>' } },
  })
  @Answers(AdminCategoryResponse, { status: 201, location: '/v1/admin/categories/{id}' })
  async create(@Body() body: CreateCategoryRequest): Promise<AdminCategoryResponse> {
    return AdminCategoryResponse.from(await this.categories.create(body));
  }

  @Get(':id')
  @RequirePermission('catalog:read')
  @Tagged()
  @Operation({
    id: 'getAdminCategory',
    summary: 'Read a category as staff',
    description: 'Its ETag is what a change asks for.',
    problems: [NotFound],
  })
  @Answers(AdminCategoryResponse)
  async get(@IdParam('cat') id: string): Promise<AdminCategoryResponse> {
    return AdminCategoryResponse.from(await this.categories.get(id));
  }

  @Patch(':id')
  @RequirePermission('catalog:write')
  @Tagged()
  @RequireIfMatch()
  @Operation({
    id: 'updateCategory',
    summary: 'Change or move a category',
    description: 'JSON Merge Patch. A new `parentId` moves it with everything below it; null moves it to the root.',
    problems: [NotFound, PreconditionFailed, SlugTaken, UnknownCategory, CategoryCycle, CategoryTooDeep, InvalidProduct],
    example: { body: { title: 'Gifts', description: '<p>Something for everybody.</p>' } },
  })
  @Answers(AdminCategoryResponse)
  async update(
    @IdParam('cat') id: string,
    @IfMatch() version: number | undefined,
    @Body() body: UpdateCategoryRequest,
  ): Promise<AdminCategoryResponse> {
    return AdminCategoryResponse.from(await this.categories.update(id, version, body));
  }

  @Delete(':id')
  @RequirePermission('catalog:write')
  @RequireIfMatch()
  @Operation({
    id: 'deleteCategory',
    summary: 'Delete a category',
    description:
      'One without categories below it, and that no rule of a collection names. Its products stay; they only lose this category.',
    problems: [NotFound, PreconditionFailed, CategoryNotEmpty, NamedByRules],
  })
  @AnswersNothing()
  async remove(@IdParam('cat') id: string, @IfMatch() version: number | undefined): Promise<void> {
    await this.categories.remove(id, version);
  }
}
