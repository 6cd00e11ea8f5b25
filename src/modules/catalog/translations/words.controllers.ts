import { Body, Controller, Param } from '@nestjs/common';
import type { Type } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { IdParam, IfMatch } from '../../../platform/http';
import type { IdPrefix } from '../../../platform/ids';
import { AdminTranslationsService, wordsOf } from './admin-translations.service';
import type { Target } from './admin-translations.service';
import { DeletesTranslation, ListsTranslations, PutsTranslation } from './translation-operations';
import type { TranslatedThing } from './translation-operations';
import { TranslationRequest, TranslationsResponse } from './translation.dto';

interface Translatable extends TranslatedThing {
  readonly target: Exclude<Target, 'attribute'>;
  /** Of its ids. */
  readonly prefix: IdPrefix;
}

/** The operations of one kind of thing that has a title and a description. */
function wordsController({ target, prefix, ...thing }: Translatable): Type {
  @ApiTags('Admin catalog')
  @Controller('v1/admin')
  class AdminWordsController {
    constructor(private readonly translations: AdminTranslationsService) {}

    @ListsTranslations(thing)
    async list(@IdParam(prefix) id: string): Promise<TranslationsResponse> {
      const { version, translations } = await this.translations.of(target, id);
      return TranslationsResponse.from(version, translations);
    }

    @PutsTranslation(thing)
    async put(
      @IdParam(prefix) id: string,
      @Param('locale') locale: string,
      @IfMatch() version: number | undefined,
      @Body() body: TranslationRequest,
    ): Promise<TranslationsResponse> {
      const stored = await this.translations.put(target, id, version, locale, wordsOf(body));
      return TranslationsResponse.from(stored.version, stored.translations);
    }

    @DeletesTranslation(thing)
    async remove(@IdParam(prefix) id: string, @Param('locale') locale: string, @IfMatch() version: number | undefined): Promise<void> {
      await this.translations.remove(target, id, version, locale);
    }
  }
  return AdminWordsController;
}

export const wordsControllers: readonly Type[] = [
  wordsController({
    ...{ target: 'product', prefix: 'prod', path: 'products', name: 'Product', phrase: 'a product' },
    example: { title: 'Blauer Becher', description: '<p>Fasst 0,3 Liter.</p>' },
  }),
  wordsController({
    ...{ target: 'category', prefix: 'cat', path: 'categories', name: 'Category', phrase: 'a category' },
    example: { title: 'Geschenke', description: '<p>Für alle etwas.</p>' },
  }),
  wordsController({
    ...{ target: 'brand', prefix: 'brand', path: 'brands', name: 'Brand', phrase: 'a brand' },
    example: { title: 'Nordwind', description: '<p>Steinzeug seit 1911.</p>' },
  }),
  wordsController({
    ...{ target: 'collection', prefix: 'coll', path: 'collections', name: 'Collection', phrase: 'a collection' },
    example: { title: 'Für die Küche', description: '<p>Was man zum Kochen braucht.</p>' },
  }),
];
