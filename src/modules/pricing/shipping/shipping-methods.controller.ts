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
import { InvalidShippingMethod } from '../pricing.errors';
import { AdminShippingMethodResponse, CreateShippingMethodRequest, UpdateShippingMethodRequest } from './shipping-methods.dto';
import { ShippingMethodsService } from './shipping-methods.service';

@ApiTags('Admin Pricing')
@Controller('v1/admin/shipping-methods')
export class ShippingMethodsController {
  constructor(
    private readonly methods: ShippingMethodsService,
    private readonly pages: KeysetPages,
  ) {}

  @Get()
  @RequirePermission('pricing:read')
  @Operation({
    id: 'listShippingMethods',
    summary: 'List shipping methods',
    description: 'With their prices per currency, newest first. Shoppers see them by position.',
  })
  @AnswersPage(AdminShippingMethodResponse)
  async list(@CurrentCaller() caller: Caller, @Query() query: PageQuery): Promise<Page<AdminShippingMethodResponse>> {
    const page = await this.pages.page(
      query,
      { list: 'shipping-methods', caller: caller.accountId },
      {
        list: (limit, before) => this.methods.list(limit, before),
        count: () => this.methods.count(),
      },
    );
    return mapPage(page, (method) => AdminShippingMethodResponse.from(method));
  }

  @Post()
  @RequirePermission('pricing:write')
  @Tagged()
  @Idempotent({ required: false, atomic: true })
  @Operation({
    id: 'createShippingMethod',
    summary: 'Create a shipping method',
    description: 'Carts that go to one of its countries, in one of its currencies, may choose it from then on.',
    problems: [InvalidShippingMethod],
  })
  @Answers(AdminShippingMethodResponse, { status: 201, location: '/v1/admin/shipping-methods/{id}' })
  async create(@Body() body: CreateShippingMethodRequest): Promise<AdminShippingMethodResponse> {
    return AdminShippingMethodResponse.from(await this.methods.create(CreateShippingMethodRequest.toTerms(body)));
  }

  @Get(':id')
  @RequirePermission('pricing:read')
  @Tagged()
  @Operation({ id: 'getShippingMethod', summary: 'Read a shipping method', description: 'With all its prices.', problems: [NotFound] })
  @Answers(AdminShippingMethodResponse)
  async get(@IdParam('ship') id: string): Promise<AdminShippingMethodResponse> {
    return AdminShippingMethodResponse.from(await this.methods.get(id));
  }

  @Patch(':id')
  @RequirePermission('pricing:write')
  @RequireIfMatch()
  @Tagged()
  @Operation({
    id: 'updateShippingMethod',
    summary: 'Change a shipping method or its prices',
    description:
      'JSON Merge Patch: what is absent stays; `prices` replaces all prices. Open carts follow at once, placed orders keep what they paid.',
    problems: [NotFound, PreconditionFailed, InvalidShippingMethod],
    example: { body: { description: 'Delivered to the door in two to four working days.' } },
  })
  @Answers(AdminShippingMethodResponse)
  async update(
    @IdParam('ship') id: string,
    @Body() body: UpdateShippingMethodRequest,
    @IfMatch() version?: number,
  ): Promise<AdminShippingMethodResponse> {
    return AdminShippingMethodResponse.from(await this.methods.update(id, UpdateShippingMethodRequest.toChanges(body), version));
  }

  @Delete(':id')
  @RequirePermission('pricing:write')
  @RequireIfMatch()
  @Operation({
    id: 'deleteShippingMethod',
    summary: 'Delete a shipping method',
    description: 'Carts that chose it must choose again; placed orders keep their copy. Set `active` to false to bring it back later.',
    problems: [NotFound, PreconditionFailed],
  })
  @AnswersNothing()
  async remove(@IdParam('ship') id: string, @IfMatch() version?: number): Promise<void> {
    await this.methods.remove(id, version);
  }
}
