import { Body, Controller, Delete, Get, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  Answers,
  AnswersNothing,
  AnswersPage,
  IdParam,
  IfMatch,
  KeysetPages,
  mapPage,
  NotFound,
  Operation,
  PageQuery,
  PreconditionFailed,
  RequireIfMatch,
  Tagged,
} from '../../../platform/http';
import type { Page } from '../../../platform/http';
import { Idempotent } from '../../../platform/http/idempotency';
import { CurrentCaller, RequirePermission } from '../../auth';
import type { Caller } from '../../auth';
import { InvalidTaxRates, TaxCategoryCodeTaken, TaxCategoryInUse } from '../pricing.errors';
import { CreateTaxCategoryRequest, TaxCategoryResponse, UpdateTaxCategoryRequest } from './tax-categories.dto';
import { TaxCategoriesService } from './tax-categories.service';

@ApiTags('Admin Pricing')
@Controller('v1/admin/tax-categories')
export class TaxCategoriesController {
  constructor(
    private readonly categories: TaxCategoriesService,
    private readonly pages: KeysetPages,
  ) {}

  @Get()
  @RequirePermission('pricing:read')
  @Operation({
    id: 'listTaxCategories',
    summary: 'List tax categories',
    description: 'With their rates per country and region, newest first.',
  })
  @AnswersPage(TaxCategoryResponse)
  async list(@CurrentCaller() caller: Caller, @Query() query: PageQuery): Promise<Page<TaxCategoryResponse>> {
    const page = await this.pages.page(
      query,
      { list: 'tax-categories', caller: caller.accountId },
      {
        list: (limit, before) => this.categories.list(limit, before),
        count: () => this.categories.count(),
      },
    );
    return mapPage(page, (category) => TaxCategoryResponse.from(category));
  }

  @Post()
  @RequirePermission('pricing:write')
  @Tagged()
  @Idempotent({ required: false, atomic: true })
  @Operation({
    id: 'createTaxCategory',
    summary: 'Create a tax category',
    description: 'Products and shipping methods name it by its code. Where it has no rate, nothing is taxed.',
    problems: [TaxCategoryCodeTaken, InvalidTaxRates],
    example: { body: { code: 'books', title: 'Books', rates: [{ country: 'DE', name: 'VAT', rate: '0.07' }] } },
  })
  @Answers(TaxCategoryResponse, { status: 201, location: '/v1/admin/tax-categories/{id}' })
  async create(@Body() body: CreateTaxCategoryRequest): Promise<TaxCategoryResponse> {
    return TaxCategoryResponse.from(await this.categories.create(CreateTaxCategoryRequest.toDraft(body)));
  }

  @Get(':id')
  @RequirePermission('pricing:read')
  @Tagged()
  @Operation({ id: 'getTaxCategory', summary: 'Read a tax category', description: 'With all its rates.', problems: [NotFound] })
  @Answers(TaxCategoryResponse)
  async get(@IdParam('tax') id: string): Promise<TaxCategoryResponse> {
    return TaxCategoryResponse.from(await this.categories.get(id));
  }

  @Patch(':id')
  @RequirePermission('pricing:write')
  @RequireIfMatch()
  @Tagged()
  @Operation({
    id: 'updateTaxCategory',
    summary: 'Change a tax category or its rates',
    description:
      'What is absent stays; `rates` replaces all rates of the category. Open carts follow at once, placed orders keep their taxes.',
    problems: [NotFound, PreconditionFailed, InvalidTaxRates],
    example: { body: { title: 'Standard rate' } },
  })
  @Answers(TaxCategoryResponse)
  async update(
    @IdParam('tax') id: string,
    @Body() body: UpdateTaxCategoryRequest,
    @IfMatch() version?: number,
  ): Promise<TaxCategoryResponse> {
    return TaxCategoryResponse.from(await this.categories.update(id, UpdateTaxCategoryRequest.toChanges(body), version));
  }

  @Delete(':id')
  @RequirePermission('pricing:write')
  @RequireIfMatch()
  @Operation({
    id: 'deleteTaxCategory',
    summary: 'Delete a tax category',
    description: 'Products that still name it are taxed as `standard` from then on, which itself cannot be deleted.',
    problems: [NotFound, PreconditionFailed, TaxCategoryInUse],
  })
  @AnswersNothing()
  async remove(@IdParam('tax') id: string, @IfMatch() version?: number): Promise<void> {
    await this.categories.remove(id, version);
  }
}
