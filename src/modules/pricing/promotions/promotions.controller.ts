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
  PreconditionFailed,
  RequireIfMatch,
  Tagged,
} from '../../../platform/http';
import type { Page } from '../../../platform/http';
import { Idempotent } from '../../../platform/http/idempotency';
import { CurrentCaller, RequirePermission } from '../../auth';
import type { Caller } from '../../auth';
import { CouponCodeTaken, InvalidPromotion, PromotionInUse } from '../pricing.errors';
import { CreatePromotionRequest, PromotionResponse, PromotionsQuery, UpdatePromotionRequest } from './promotions.dto';
import { PromotionsService } from './promotions.service';

@ApiTags('Admin Pricing')
@Controller('v1/admin/promotions')
export class PromotionsController {
  constructor(
    private readonly promotions: PromotionsService,
    private readonly pages: KeysetPages,
  ) {}

  @Get()
  @RequirePermission('pricing:read')
  @Operation({
    id: 'listPromotions',
    summary: 'List promotions',
    description: 'Newest first, filtered by code or by whether they are switched on.',
  })
  @AnswersPage(PromotionResponse)
  async list(@CurrentCaller() caller: Caller, @Query() query: PromotionsQuery): Promise<Page<PromotionResponse>> {
    const { active, code } = query;
    const page = await this.pages.page(
      query,
      { list: 'promotions', caller: caller.accountId, active, code },
      {
        list: (limit, before) => this.promotions.list({ active, code }, limit, before),
        count: () => this.promotions.count({ active, code }),
      },
    );
    return mapPage(page, (promotion) => PromotionResponse.from(promotion));
  }

  @Post()
  @RequirePermission('pricing:write')
  @Tagged()
  @Idempotent({ required: false, atomic: true })
  @Operation({
    id: 'createPromotion',
    summary: 'Create a promotion with its coupon code',
    description:
      'Shoppers get it by typing the code into their cart. Several codes in one cart apply by priority, each on what the last one left.',
    problems: [CouponCodeTaken, InvalidPromotion],
    example: { body: { code: 'SPRING15', title: '15 % off in spring', kind: 'percent', percent: '15', usageLimit: 1000 } },
  })
  @Answers(PromotionResponse, { status: 201, location: '/v1/admin/promotions/{id}' })
  async create(@Body() body: CreatePromotionRequest): Promise<PromotionResponse> {
    return PromotionResponse.from(await this.promotions.create(CreatePromotionRequest.toTerms(body)));
  }

  @Get(':id')
  @RequirePermission('pricing:read')
  @Tagged()
  @Operation({
    id: 'getPromotion',
    summary: 'Read a promotion',
    description: 'Its terms, and how many orders use it.',
    problems: [NotFound],
  })
  @Answers(PromotionResponse)
  async get(@IdParam('promo') id: string): Promise<PromotionResponse> {
    return PromotionResponse.from(await this.promotions.get(id));
  }

  @Patch(':id')
  @RequirePermission('pricing:write')
  @RequireIfMatch()
  @Tagged()
  @Operation({
    id: 'updatePromotion',
    summary: 'Change a promotion',
    description:
      'JSON Merge Patch: what is absent stays, null takes a value away. Orders that were placed keep their prices; open carts follow at once.',
    problems: [NotFound, PreconditionFailed, CouponCodeTaken, InvalidPromotion],
    example: { body: { title: '10 % off your first order' } },
  })
  @Answers(PromotionResponse)
  async update(
    @IdParam('promo') id: string,
    @Body() body: UpdatePromotionRequest,
    @IfMatch() version?: number,
  ): Promise<PromotionResponse> {
    return PromotionResponse.from(await this.promotions.update(id, UpdatePromotionRequest.toChanges(body), version));
  }

  @Delete(':id')
  @RequirePermission('pricing:write')
  @RequireIfMatch()
  @Operation({
    id: 'deletePromotion',
    summary: 'Delete a promotion that no order uses',
    description: 'One that orders refer to stays: set `active` to false instead.',
    problems: [NotFound, PreconditionFailed, PromotionInUse],
  })
  @AnswersNothing()
  async remove(@IdParam('promo') id: string, @IfMatch() version?: number): Promise<void> {
    await this.promotions.remove(id, version);
  }
}
