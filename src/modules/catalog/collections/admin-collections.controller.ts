import { Body, Controller, Delete, Get, Patch, Post, Put, Query } from '@nestjs/common';
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
import {
  AdminCollectionResponse,
  CollectionProductsResponse,
  CreateCollectionRequest,
  SetCollectionProductsRequest,
  UpdateCollectionRequest,
} from './collection.dto';
import { CollectionIsRuled, InvalidCollection, UnknownProducts } from './collection.errors';
import { CollectionStore } from './collection-store';

@ApiTags('Admin catalog')
@Controller('v1/admin/collections')
export class AdminCollectionsController {
  constructor(private readonly collections: CollectionStore) {}

  @Get()
  @RequirePermission('catalog:read')
  @Operation({ id: 'listAdminCollections', summary: 'List collections as staff', description: 'All collections, the newest first.' })
  @AnswersPage(AdminCollectionResponse)
  async list(@Query() query: PageQuery): Promise<Page<AdminCollectionResponse>> {
    return mapPage(await this.collections.page(query), (collection) => AdminCollectionResponse.from(collection));
  }

  @Post()
  @RequirePermission('catalog:write')
  @Tagged()
  @Idempotent({ required: false, atomic: true })
  @Operation({
    id: 'createCollection',
    summary: 'Create a collection',
    description:
      'Picked by hand, or by a rule. Products that fulfil the rule are found within seconds, and from then on with each change of them.',
    problems: [SlugTaken, InvalidCollection, InvalidProduct],
    example: {
      body: {
        ...{ title: 'Under 20 euros', slug: 'under-20', kind: 'rule', status: 'published' },
        rule: { match: 'all', conditions: [{ field: 'price', operator: 'lte', value: '2000', currency: 'EUR' }] },
      },
    },
  })
  @Answers(AdminCollectionResponse, { status: 201, location: '/v1/admin/collections/{id}' })
  async create(@Body() body: CreateCollectionRequest): Promise<AdminCollectionResponse> {
    return AdminCollectionResponse.from(await this.collections.create(body));
  }

  @Get(':id')
  @RequirePermission('catalog:read')
  @Tagged()
  @Operation({
    id: 'getAdminCollection',
    summary: 'Read a collection as staff',
    description: 'Its ETag is what a change asks for.',
    problems: [NotFound],
  })
  @Answers(AdminCollectionResponse)
  async get(@IdParam('coll') id: string): Promise<AdminCollectionResponse> {
    return AdminCollectionResponse.from(await this.collections.get(id));
  }

  @Patch(':id')
  @RequirePermission('catalog:write')
  @Tagged()
  @RequireIfMatch()
  @Operation({
    id: 'updateCollection',
    summary: 'Change a collection',
    description:
      'JSON Merge Patch; a rule is replaced as a whole, and its products are found within seconds. A slug that it gives up leads to the new one.',
    problems: [NotFound, PreconditionFailed, SlugTaken, InvalidCollection, InvalidProduct],
    example: { body: { description: '<p>What a kitchen needs.</p>', status: 'published' } },
  })
  @Answers(AdminCollectionResponse)
  async update(
    @IdParam('coll') id: string,
    @IfMatch() version: number | undefined,
    @Body() body: UpdateCollectionRequest,
  ): Promise<AdminCollectionResponse> {
    return AdminCollectionResponse.from(await this.collections.update(id, version, body));
  }

  @Get(':id/products')
  @RequirePermission('catalog:read')
  @Operation({
    id: 'listAdminCollectionProducts',
    summary: 'Read the products of a collection',
    description:
      'Their ids, in the order in which they were picked; of a collection by rule the first thousand. The list has no further pages.',
    problems: [NotFound],
  })
  @Answers(CollectionProductsResponse)
  async products(@IdParam('coll') id: string): Promise<CollectionProductsResponse> {
    await this.collections.get(id);
    return { products: await this.collections.products(id) };
  }

  @Put(':id/products')
  @RequirePermission('catalog:write')
  @Tagged()
  @RequireIfMatch()
  @Operation({
    id: 'setCollectionProducts',
    summary: 'Pick the products of a collection',
    description: 'All of them, in the order to show them with `sort=position`.',
    problems: [NotFound, PreconditionFailed, CollectionIsRuled, UnknownProducts],
  })
  @Answers(AdminCollectionResponse)
  async setProducts(
    @IdParam('coll') id: string,
    @IfMatch() version: number | undefined,
    @Body() body: SetCollectionProductsRequest,
  ): Promise<AdminCollectionResponse> {
    return AdminCollectionResponse.from(await this.collections.setProducts(id, version, body.products));
  }

  @Delete(':id')
  @RequirePermission('catalog:write')
  @RequireIfMatch()
  @Operation({
    id: 'deleteCollection',
    summary: 'Delete a collection',
    description: 'Its products stay.',
    problems: [NotFound, PreconditionFailed],
  })
  @AnswersNothing()
  async remove(@IdParam('coll') id: string, @IfMatch() version: number | undefined): Promise<void> {
    await this.collections.remove(id, version);
  }
}
