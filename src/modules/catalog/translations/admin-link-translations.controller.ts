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
import { LOCALE_PARAM, PUT_WORDS } from './admin-translations.controller';
import { AdminTranslationsService, wordsOf } from './admin-translations.service';
import { TranslationRequest, TranslationsResponse } from './translation.dto';

/** Of what has a page of its own beside the products. */
@ApiTags('Admin catalog')
@Controller('v1/admin')
export class AdminLinkTranslationsController {
  constructor(private readonly translations: AdminTranslationsService) {}

  @Get('brands/:id/translations')
  @RequirePermission('catalog:read')
  @Tagged()
  @Operation({
    id: 'listBrandTranslations',
    summary: 'Read the translations of a brand',
    description: 'In all languages but its own. The ETag is what a change of them asks for. The list has no further pages.',
    problems: [NotFound],
  })
  @Answers(TranslationsResponse)
  async ofBrand(@IdParam('brand') id: string): Promise<TranslationsResponse> {
    const { version, translations } = await this.translations.of('brand', id);
    return TranslationsResponse.from(version, translations);
  }

  @Put('brands/:id/translations/:locale')
  @RequirePermission('catalog:write')
  @Tagged()
  @RequireIfMatch()
  @ApiParam(LOCALE_PARAM)
  @Operation({
    id: 'putBrandTranslation',
    summary: 'Translate a brand',
    description: PUT_WORDS,
    problems: [NotFound, PreconditionFailed, InvalidProduct],
    example: { body: { title: 'Nordwind', description: '<p>Steinzeug seit 1911.</p>' } },
  })
  @Answers(TranslationsResponse)
  async putBrand(
    @IdParam('brand') id: string,
    @Param('locale') locale: string,
    @IfMatch() version: number | undefined,
    @Body() body: TranslationRequest,
  ): Promise<TranslationsResponse> {
    const stored = await this.translations.put('brand', id, version, locale, wordsOf(body));
    return TranslationsResponse.from(stored.version, stored.translations);
  }

  @Delete('brands/:id/translations/:locale')
  @RequirePermission('catalog:write')
  @RequireIfMatch()
  @ApiParam(LOCALE_PARAM)
  @Operation({
    id: 'deleteBrandTranslation',
    summary: 'Take a translation of a brand away',
    description: 'It is said in the language behind it again.',
    problems: [NotFound, PreconditionFailed],
  })
  @AnswersNothing()
  async removeBrand(@IdParam('brand') id: string, @Param('locale') locale: string, @IfMatch() version: number | undefined): Promise<void> {
    await this.translations.remove('brand', id, version, locale);
  }

  @Get('collections/:id/translations')
  @RequirePermission('catalog:read')
  @Tagged()
  @Operation({
    id: 'listCollectionTranslations',
    summary: 'Read the translations of a collection',
    description: 'In all languages but its own. The ETag is what a change of them asks for. The list has no further pages.',
    problems: [NotFound],
  })
  @Answers(TranslationsResponse)
  async ofCollection(@IdParam('coll') id: string): Promise<TranslationsResponse> {
    const { version, translations } = await this.translations.of('collection', id);
    return TranslationsResponse.from(version, translations);
  }

  @Put('collections/:id/translations/:locale')
  @RequirePermission('catalog:write')
  @Tagged()
  @RequireIfMatch()
  @ApiParam(LOCALE_PARAM)
  @Operation({
    id: 'putCollectionTranslation',
    summary: 'Translate a collection',
    description: PUT_WORDS,
    problems: [NotFound, PreconditionFailed, InvalidProduct],
    example: { body: { title: 'Für die Küche', description: '<p>Was man zum Kochen braucht.</p>' } },
  })
  @Answers(TranslationsResponse)
  async putCollection(
    @IdParam('coll') id: string,
    @Param('locale') locale: string,
    @IfMatch() version: number | undefined,
    @Body() body: TranslationRequest,
  ): Promise<TranslationsResponse> {
    const stored = await this.translations.put('collection', id, version, locale, wordsOf(body));
    return TranslationsResponse.from(stored.version, stored.translations);
  }

  @Delete('collections/:id/translations/:locale')
  @RequirePermission('catalog:write')
  @RequireIfMatch()
  @ApiParam(LOCALE_PARAM)
  @Operation({
    id: 'deleteCollectionTranslation',
    summary: 'Take a translation of a collection away',
    description: 'It is said in the language behind it again.',
    problems: [NotFound, PreconditionFailed],
  })
  @AnswersNothing()
  async removeCollection(
    @IdParam('coll') id: string,
    @Param('locale') locale: string,
    @IfMatch() version: number | undefined,
  ): Promise<void> {
    await this.translations.remove('collection', id, version, locale);
  }
}
