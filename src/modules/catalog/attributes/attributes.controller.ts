import { Controller, Get } from '@nestjs/common';
import { ApiProperty, ApiTags } from '@nestjs/swagger';
import { Public } from '../../auth';
import { Answers, CacheFor, Operation, PageInfo, Tagged } from '../../../platform/http';
import { SPOKEN } from '../public-cache';
import { AttributeResponse } from './attribute.dto';
import { AttributeStore } from './attribute-store';

/** All attributes at once; they have no pages. */
export class AttributeListResponse {
  /** In the order to show them. */
  @ApiProperty({ type: () => [AttributeResponse] })
  readonly data!: AttributeResponse[];

  /** Always the only page. */
  readonly page!: PageInfo;
}

@ApiTags('Catalog')
@Controller('v1/attributes')
export class AttributesController {
  constructor(private readonly attributes: AttributeStore) {}

  @Get()
  @Public()
  @CacheFor(SPOKEN)
  @Tagged()
  @Operation({
    id: 'listAttributes',
    summary: 'List attributes',
    description: 'What the shop knows of its products. Filter by one with `GET /v1/products?attr.<key>=`. The list has no further pages.',
  })
  @Answers(AttributeListResponse)
  async list(): Promise<AttributeListResponse> {
    const attributes = await this.attributes.all();
    return { data: attributes.map((attribute) => AttributeResponse.of(attribute)), page: { nextCursor: null, hasMore: false } };
  }
}
