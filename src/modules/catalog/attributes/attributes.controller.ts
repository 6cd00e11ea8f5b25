import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Public } from '../../auth';
import { AcceptLanguage, Answers, CacheFor, JsonText, Operation, Tagged } from '../../../platform/http';
import { LISTS, MANY_PRODUCTS } from '../catalog.topics';
import { LocaleQuery } from '../product-query.dto';
import { SPOKEN } from '../public-cache';
import { Languages } from '../translations/languages';
import { AttributeListResponse } from './attribute.dto';
import { AttributeReader } from './attribute.reader';

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
