import { Body, Controller, Param } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { IdParam, IfMatch } from '../../../platform/http';
import { AdminTranslationsService, labelsOf } from './admin-translations.service';
import { DeletesTranslation, ListsTranslations, PutsTranslation } from './translation-operations';
import { AttributeTranslationRequest, TranslationsResponse } from './translation.dto';

const ATTRIBUTE = {
  ...{ path: 'attributes', name: 'Attribute', phrase: 'an attribute' },
  example: { label: 'Werkstoff', options: [{ value: 'stoneware', label: 'Steinzeug' }] },
};

/** Apart from the others (`words.controllers.ts`): an attribute has a label, and labels of its options. */
@ApiTags('Admin catalog')
@Controller('v1/admin')
export class AdminAttributeTranslationsController {
  constructor(private readonly translations: AdminTranslationsService) {}

  @ListsTranslations(ATTRIBUTE)
  async ofAttribute(@IdParam('attr') id: string): Promise<TranslationsResponse> {
    const { version, translations } = await this.translations.of('attribute', id);
    return TranslationsResponse.from(version, translations);
  }

  @PutsTranslation(ATTRIBUTE)
  async putAttribute(
    @IdParam('attr') id: string,
    @Param('locale') locale: string,
    @IfMatch() version: number | undefined,
    @Body() body: AttributeTranslationRequest,
  ): Promise<TranslationsResponse> {
    const stored = await this.translations.put('attribute', id, version, locale, labelsOf(body));
    return TranslationsResponse.from(stored.version, stored.translations);
  }

  @DeletesTranslation(ATTRIBUTE)
  async removeAttribute(
    @IdParam('attr') id: string,
    @Param('locale') locale: string,
    @IfMatch() version: number | undefined,
  ): Promise<void> {
    await this.translations.remove('attribute', id, version, locale);
  }
}
