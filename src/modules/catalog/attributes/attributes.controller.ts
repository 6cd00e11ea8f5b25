import { Controller, Get, Query } from '@nestjs/common';
import { ApiProperty, ApiTags } from '@nestjs/swagger';
import { Public } from '../../auth';
import { AcceptLanguage, Answers, CacheFor, JsonText, Operation, PageInfo, Tagged } from '../../../platform/http';
import { LISTS, MANY_PRODUCTS } from '../catalog.topics';
import { LocaleQuery } from '../product-query.dto';
import { SPOKEN } from '../public-cache';
import { Languages } from '../translations/languages';
import { AttributeResponse } from './attribute.dto';
import type { Attribute } from './attribute.entity';
import { AttributeReader } from './attribute.reader';

/** All attributes at once; they have no pages. */
export class AttributeListResponse {
  /** In the order to show them. */
  @ApiProperty({ type: () => [AttributeResponse] })
  readonly data!: AttributeResponse[];

  /** Always the only page. */
  readonly page!: PageInfo;

  static from(attributes: readonly Attribute[]): AttributeListResponse {
    return { data: attributes.map((attribute) => AttributeResponse.of(attribute)), page: { nextCursor: null, hasMore: false } };
  }
}

@ApiTags('Catalog')
@Controller('v1/attributes')
export class AttributesController {
  constructor(
    private readonly attributes: AttributeReader,
    private readonly languages: Languages,
  ) {}

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
  async list(@Query() query: LocaleQuery, @AcceptLanguage() header?: string): Promise<JsonText> {
    const language = this.languages.choose(query.locale, header);
    const attributes = await this.attributes.all(language.locale);
    const answer = AttributeListResponse.from(attributes);
    const topics = [LISTS, MANY_PRODUCTS];
    return new JsonText(JSON.stringify(answer), { language: this.languages.tagsOf(attributes, language), topics });
  }
}
