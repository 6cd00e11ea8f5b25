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
import { AdminAttributeResponse, CreateAttributeRequest, UpdateAttributeRequest } from './attribute.dto';
import { NamedByRules } from '../collections/collection.errors';
import { AttributeInUse, AttributeKeyTaken, InvalidAttribute } from './attribute.errors';
import { AttributeStore } from './attribute-store';

@ApiTags('Admin catalog')
@Controller('v1/admin/attributes')
export class AdminAttributesController {
  constructor(private readonly attributes: AttributeStore) {}

  @Get()
  @RequirePermission('catalog:read')
  @Operation({ id: 'listAdminAttributes', summary: 'List attributes as staff', description: 'All attributes, the newest first.' })
  @AnswersPage(AdminAttributeResponse)
  async list(@Query() query: PageQuery): Promise<Page<AdminAttributeResponse>> {
    return mapPage(await this.attributes.page(query), (attribute) => AdminAttributeResponse.from(attribute));
  }

  @Post()
  @RequirePermission('catalog:write')
  @Tagged()
  @Idempotent({ required: false, atomic: true })
  @Operation({
    id: 'createAttribute',
    summary: 'Define an attribute',
    description: 'From then on products may have a value of it, and shoppers may filter by it.',
    problems: [AttributeKeyTaken, InvalidAttribute],
    example: { body: { key: 'dishwasher_safe', label: 'Dishwasher-safe', type: 'boolean' } },
  })
  @Answers(AdminAttributeResponse, { status: 201, location: '/v1/admin/attributes/{id}' })
  async create(@Body() body: CreateAttributeRequest): Promise<AdminAttributeResponse> {
    return AdminAttributeResponse.from(await this.attributes.create(body));
  }

  @Get(':id')
  @RequirePermission('catalog:read')
  @Tagged()
  @Operation({
    id: 'getAdminAttribute',
    summary: 'Read an attribute as staff',
    description: 'Its ETag is what a change asks for.',
    problems: [NotFound],
  })
  @Answers(AdminAttributeResponse)
  async get(@IdParam('attr') id: string): Promise<AdminAttributeResponse> {
    return AdminAttributeResponse.from(await this.attributes.get(id));
  }

  @Patch(':id')
  @RequirePermission('catalog:write')
  @Tagged()
  @RequireIfMatch()
  @Operation({
    id: 'updateAttribute',
    summary: 'Change an attribute',
    description:
      'JSON Merge Patch. Key and type stay for ever; an option that some product has, or that the rule of a collection names, stays too.',
    problems: [NotFound, PreconditionFailed, AttributeInUse, NamedByRules, InvalidAttribute],
    example: { body: { label: 'Material', position: 1 } },
  })
  @Answers(AdminAttributeResponse)
  async update(
    @IdParam('attr') id: string,
    @IfMatch() version: number | undefined,
    @Body() body: UpdateAttributeRequest,
  ): Promise<AdminAttributeResponse> {
    return AdminAttributeResponse.from(await this.attributes.update(id, version, body));
  }

  @Delete(':id')
  @RequirePermission('catalog:write')
  @RequireIfMatch()
  @Operation({
    id: 'deleteAttribute',
    summary: 'Delete an attribute',
    description: 'One that no product has a value of, and that no rule of a collection names.',
    problems: [NotFound, PreconditionFailed, AttributeInUse, NamedByRules],
  })
  @AnswersNothing()
  async remove(@IdParam('attr') id: string, @IfMatch() version: number | undefined): Promise<void> {
    await this.attributes.remove(id, version);
  }
}
