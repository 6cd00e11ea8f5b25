import { Body, Controller, Delete, Get, Param, Put } from '@nestjs/common';
import type { Type } from '@nestjs/common';
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
import type { IdPrefix } from '../../../platform/ids';
import { InvalidProduct } from '../catalog.errors';
import { AdminTranslationsService, wordsOf } from './admin-translations.service';
import type { Target } from './admin-translations.service';
import { DELETE_WORDS, LIST_WORDS, LOCALE_PARAM, PUT_WORDS } from './translation-operations';
import { TranslationRequest, TranslationsResponse } from './translation.dto';

interface Translatable {
  readonly target: Exclude<Target, 'attribute'>;
  /** Of its ids. */
  readonly prefix: IdPrefix;
  readonly path: string;
  readonly example: { readonly title: string; readonly description: string };
}

/** The operations of one kind of thing that has a title and a description. */
function wordsController({ target, prefix, path, example }: Translatable): Type {
  const name = `${target[0]?.toUpperCase()}${target.slice(1)}`;
  const address = `${path}/:id/translations`;

  @ApiTags('Admin catalog')
  @Controller('v1/admin')
  class AdminWordsController {
    constructor(private readonly translations: AdminTranslationsService) {}

    @Get(address)
    @RequirePermission('catalog:read')
    @Tagged()
    @Operation({
      id: `list${name}Translations`,
      summary: `Read the translations of a ${target}`,
      description: LIST_WORDS,
      problems: [NotFound],
    })
    @Answers(TranslationsResponse)
    async list(@IdParam(prefix) id: string): Promise<TranslationsResponse> {
      const { version, translations } = await this.translations.of(target, id);
      return TranslationsResponse.from(version, translations);
    }

    @Put(`${address}/:locale`)
    @RequirePermission('catalog:write')
    @Tagged()
    @RequireIfMatch()
    @ApiParam(LOCALE_PARAM)
    @Operation({
      id: `put${name}Translation`,
      summary: `Translate a ${target}`,
      description: PUT_WORDS,
      problems: [NotFound, PreconditionFailed, InvalidProduct],
      example: { body: example },
    })
    @Answers(TranslationsResponse)
    async put(
      @IdParam(prefix) id: string,
      @Param('locale') locale: string,
      @IfMatch() version: number | undefined,
      @Body() body: TranslationRequest,
    ): Promise<TranslationsResponse> {
      const stored = await this.translations.put(target, id, version, locale, wordsOf(body));
      return TranslationsResponse.from(stored.version, stored.translations);
    }

    @Delete(`${address}/:locale`)
    @RequirePermission('catalog:write')
    @RequireIfMatch()
    @ApiParam(LOCALE_PARAM)
    @Operation({
      id: `delete${name}Translation`,
      summary: `Take a translation of a ${target} away`,
      description: DELETE_WORDS,
      problems: [NotFound, PreconditionFailed],
    })
    @AnswersNothing()
    async remove(@IdParam(prefix) id: string, @Param('locale') locale: string, @IfMatch() version: number | undefined): Promise<void> {
      await this.translations.remove(target, id, version, locale);
    }
  }
  return AdminWordsController;
}

export const wordsControllers: readonly Type[] = [
  wordsController({
    ...{ target: 'product', prefix: 'prod', path: 'products' },
    example: { title: 'Blauer Becher', description: '<p>Fasst 0,3 Liter.</p>' },
  }),
  wordsController({
    ...{ target: 'category', prefix: 'cat', path: 'categories' },
    example: { title: 'Geschenke', description: '<p>Für alle etwas.</p>' },
  }),
  wordsController({
    ...{ target: 'brand', prefix: 'brand', path: 'brands' },
    example: { title: 'Nordwind', description: '<p>Steinzeug seit 1911.</p>' },
  }),
  wordsController({
    ...{ target: 'collection', prefix: 'coll', path: 'collections' },
    example: { title: 'Für die Küche', description: '<p>Was man zum Kochen braucht.</p>' },
  }),
];
