import { Body, Controller, Delete, Get, Param, Put } from '@nestjs/common';
import { ApiParam, ApiTags } from '@nestjs/swagger';
import { RequirePermission } from '../../auth';
import {
  Answers,
  AnswersNothing,
  IdParam,
  IfMatch,
  NotFound,
  Operation,
  PreconditionFailed,
  RequireIfMatch,
  Tagged,
} from '../../../platform/http';
import { InvalidProduct } from '../catalog.errors';
import { AdminTranslationsService, labelsOf, wordsOf } from './admin-translations.service';
import { AttributeTranslationRequest, TranslationRequest, TranslationsResponse } from './translation.dto';

export const LOCALE_PARAM = { name: 'locale', description: 'A language, with a region perhaps: `de`, `de-AT`.', example: 'de' };
export const PUT_WORDS = 'Replaces what was there. A language that the shop does not speak yet (`LOCALES`) is kept until it does.';

@ApiTags('Admin catalog')
@Controller('v1/admin')
export class AdminTranslationsController {
  constructor(private readonly translations: AdminTranslationsService) {}

  @Get('products/:id/translations')
  @RequirePermission('catalog:read')
  @Tagged()
  @Operation({
    id: 'listProductTranslations',
    summary: 'Read the translations of a product',
    description: 'In all languages but its own. The ETag is what a change of them asks for. The list has no further pages.',
    problems: [NotFound],
  })
  @Answers(TranslationsResponse)
  async ofProduct(@IdParam('prod') id: string): Promise<TranslationsResponse> {
    const { version, translations } = await this.translations.ofProduct(id);
    return TranslationsResponse.from(version, translations);
  }

  @Put('products/:id/translations/:locale')
  @RequirePermission('catalog:write')
  @Tagged()
  @RequireIfMatch()
  @ApiParam(LOCALE_PARAM)
  @Operation({
    id: 'putProductTranslation',
    summary: 'Translate a product',
    description: PUT_WORDS,
    problems: [NotFound, PreconditionFailed, InvalidProduct],
    example: { body: { title: 'Blauer Becher', description: '<p>Fasst 0,3 Liter.</p>' } },
  })
  @Answers(TranslationsResponse)
  async putProduct(
    @IdParam('prod') id: string,
    @Param('locale') locale: string,
    @IfMatch() version: number | undefined,
    @Body() body: TranslationRequest,
  ): Promise<TranslationsResponse> {
    const stored = await this.translations.putProduct(id, version, locale, body);
    return TranslationsResponse.from(stored.version, stored.translations);
  }

  @Delete('products/:id/translations/:locale')
  @RequirePermission('catalog:write')
  @RequireIfMatch()
  @ApiParam(LOCALE_PARAM)
  @Operation({
    id: 'deleteProductTranslation',
    summary: 'Take a translation of a product away',
    description: 'It is said in the language behind it again.',
    problems: [NotFound, PreconditionFailed],
  })
  @AnswersNothing()
  async removeProduct(@IdParam('prod') id: string, @Param('locale') locale: string, @IfMatch() version: number | undefined): Promise<void> {
    await this.translations.removeProduct(id, version, locale);
  }

  @Get('categories/:id/translations')
  @RequirePermission('catalog:read')
  @Tagged()
  @Operation({
    id: 'listCategoryTranslations',
    summary: 'Read the translations of a category',
    description: 'In all languages but its own. The ETag is what a change of them asks for. The list has no further pages.',
    problems: [NotFound],
  })
  @Answers(TranslationsResponse)
  async ofCategory(@IdParam('cat') id: string): Promise<TranslationsResponse> {
    const { version, translations } = await this.translations.of('category', id);
    return TranslationsResponse.from(version, translations);
  }

  @Put('categories/:id/translations/:locale')
  @RequirePermission('catalog:write')
  @Tagged()
  @RequireIfMatch()
  @ApiParam(LOCALE_PARAM)
  @Operation({
    id: 'putCategoryTranslation',
    summary: 'Translate a category',
    description: PUT_WORDS,
    problems: [NotFound, PreconditionFailed, InvalidProduct],
    example: { body: { title: 'Geschenke', description: '<p>Für alle etwas.</p>' } },
  })
  @Answers(TranslationsResponse)
  async putCategory(
    @IdParam('cat') id: string,
    @Param('locale') locale: string,
    @IfMatch() version: number | undefined,
    @Body() body: TranslationRequest,
  ): Promise<TranslationsResponse> {
    const stored = await this.translations.put('category', id, version, locale, wordsOf(body));
    return TranslationsResponse.from(stored.version, stored.translations);
  }

  @Delete('categories/:id/translations/:locale')
  @RequirePermission('catalog:write')
  @RequireIfMatch()
  @ApiParam(LOCALE_PARAM)
  @Operation({
    id: 'deleteCategoryTranslation',
    summary: 'Take a translation of a category away',
    description: 'It is said in the language behind it again.',
    problems: [NotFound, PreconditionFailed],
  })
  @AnswersNothing()
  async removeCategory(@IdParam('cat') id: string, @Param('locale') locale: string, @IfMatch() version: number | undefined): Promise<void> {
    await this.translations.remove('category', id, version, locale);
  }

  @Get('attributes/:id/translations')
  @RequirePermission('catalog:read')
  @Tagged()
  @Operation({
    id: 'listAttributeTranslations',
    summary: 'Read the translations of an attribute',
    description: 'In all languages but its own. The ETag is what a change of them asks for. The list has no further pages.',
    problems: [NotFound],
  })
  @Answers(TranslationsResponse)
  async ofAttribute(@IdParam('attr') id: string): Promise<TranslationsResponse> {
    const { version, translations } = await this.translations.of('attribute', id);
    return TranslationsResponse.from(version, translations);
  }

  @Put('attributes/:id/translations/:locale')
  @RequirePermission('catalog:write')
  @Tagged()
  @RequireIfMatch()
  @ApiParam(LOCALE_PARAM)
  @Operation({
    id: 'putAttributeTranslation',
    summary: 'Translate an attribute',
    description: PUT_WORDS,
    problems: [NotFound, PreconditionFailed, InvalidProduct],
    example: { body: { label: 'Werkstoff', options: [{ value: 'stoneware', label: 'Steinzeug' }] } },
  })
  @Answers(TranslationsResponse)
  async putAttribute(
    @IdParam('attr') id: string,
    @Param('locale') locale: string,
    @IfMatch() version: number | undefined,
    @Body() body: AttributeTranslationRequest,
  ): Promise<TranslationsResponse> {
    const stored = await this.translations.put('attribute', id, version, locale, labelsOf(body));
    return TranslationsResponse.from(stored.version, stored.translations);
  }

  @Delete('attributes/:id/translations/:locale')
  @RequirePermission('catalog:write')
  @RequireIfMatch()
  @ApiParam(LOCALE_PARAM)
  @Operation({
    id: 'deleteAttributeTranslation',
    summary: 'Take a translation of an attribute away',
    description: 'It is said in the language behind it again.',
    problems: [NotFound, PreconditionFailed],
  })
  @AnswersNothing()
  async removeAttribute(
    @IdParam('attr') id: string,
    @Param('locale') locale: string,
    @IfMatch() version: number | undefined,
  ): Promise<void> {
    await this.translations.remove('attribute', id, version, locale);
  }
}
