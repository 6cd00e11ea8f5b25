import { Body, Controller, Get, Post, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  Answers,
  AnswersPage,
  IdParam,
  Idempotent,
  IfMatch,
  mapPage,
  NotFound,
  Operation,
  PageQuery,
  PreconditionFailed,
  Tagged,
} from '../../platform/http';
import type { Page } from '../../platform/http';
import { CurrentCaller, RequirePermission } from '../auth';
import type { Caller } from '../auth';
import { AdjustStockRequest, SetStockRequest, StockLevelResponse, StockMovementResponse, StockQuery } from './inventory.dto';
import { StockBelowReserved, StockTooLarge, WrongAdjustmentSign } from './inventory.errors';
import { StockDesk } from './stock-desk';

@ApiTags('Admin stock')
@Controller('v1/admin/stock')
export class InventoryController {
  constructor(private readonly desk: StockDesk) {}

  @Get()
  @RequirePermission('inventory:read')
  @Operation({
    id: 'listStock',
    summary: 'List stock levels',
    description:
      'Every variant that was ever stocked, in the order of the ids; with `lowStock` only those of which at most so many are available.',
  })
  @AnswersPage(StockLevelResponse)
  async list(@Query() query: StockQuery): Promise<Page<StockLevelResponse>> {
    return mapPage(await this.desk.levels(query.lowStock, query), StockLevelResponse.from);
  }

  @Get(':variantId')
  @RequirePermission('inventory:read')
  @Tagged()
  @Operation({ id: 'getStock', summary: 'Read a stock level', description: 'The numbers of this moment.', problems: [NotFound] })
  @Answers(StockLevelResponse)
  async get(@IdParam('var', 'variantId') variantId: string): Promise<StockLevelResponse> {
    return StockLevelResponse.from(await this.desk.level(variantId));
  }

  @Put(':variantId')
  @RequirePermission('inventory:write')
  @Tagged()
  @Operation({
    id: 'setStock',
    summary: 'Set what is on hand',
    description:
      'For a count of the shelf. The difference becomes a correction in the ledger. Never below what is reserved. Send `If-Match` to be sure that ' +
      'nothing was sold between your count and this request. Stock of a variant is opened with the variant.',
    problems: [NotFound, StockBelowReserved, PreconditionFailed],
  })
  @Answers(StockLevelResponse)
  async set(
    @IdParam('var', 'variantId') variantId: string,
    @Body() body: SetStockRequest,
    @IfMatch() version: number | undefined,
    @CurrentCaller() caller: Caller,
  ): Promise<StockLevelResponse> {
    return StockLevelResponse.from(await this.desk.set(variantId, body, version, caller));
  }

  @Get(':variantId/movements')
  @RequirePermission('inventory:read')
  @Operation({
    id: 'listStockMovements',
    summary: 'List stock movements',
    description: 'The ledger of a variant, the newest line first. Lines are never changed; their sum is what is on hand.',
    problems: [NotFound],
  })
  @AnswersPage(StockMovementResponse)
  async movements(@IdParam('var', 'variantId') variantId: string, @Query() query: PageQuery): Promise<Page<StockMovementResponse>> {
    return mapPage(await this.desk.movements(variantId, query), StockMovementResponse.from);
  }

  @Post(':variantId/adjustments')
  @RequirePermission('inventory:write')
  @Idempotent({ required: false, atomic: true })
  @Operation({
    id: 'adjustStock',
    summary: 'Book goods in or out',
    description:
      'Adds the signed quantity to what is on hand and writes one line of the ledger. Never below what is reserved. Answers the new level.',
    problems: [NotFound, StockBelowReserved, StockTooLarge, WrongAdjustmentSign],
  })
  @Answers(StockLevelResponse, { status: 201, location: '/v1/admin/stock/{variantId}' })
  async adjust(
    @IdParam('var', 'variantId') variantId: string,
    @Body() body: AdjustStockRequest,
    @CurrentCaller() caller: Caller,
  ): Promise<StockLevelResponse> {
    return StockLevelResponse.from(await this.desk.adjust(variantId, body, caller));
  }
}
