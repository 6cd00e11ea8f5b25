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
import { AdminTranslationsService, labelsOf } from './admin-translations.service';
import { DELETE_WORDS, LIST_WORDS, LOCALE_PARAM, PUT_WORDS } from './translation-operations';
import { AttributeTranslationRequest, TranslationsResponse } from './translation.dto';

/** Apart from the others (`words.controllers.ts`): an attribute has a label, and labels of its options. */
@ApiTags('Admin catalog')
@Controller('v1/admin')
export class AdminAttributeTranslationsController {
  constructor(private readonly translations: AdminTranslationsService) {}

  @Get('attributes/:id/translations')
  @RequirePermission('catalog:read')
  @Tagged()
  @Operation({
    id: 'listAttributeTranslations',
    summary: 'Read the translations of an attribute',
    description: LIST_WORDS,
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
    description: DELETE_WORDS,
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
