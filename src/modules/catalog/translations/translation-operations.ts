import { applyDecorators, Delete, Get, Put } from '@nestjs/common';
import { ApiParam } from '@nestjs/swagger';
import { RequirePermission } from '../../auth';
import { Answers, AnswersNothing, NotFound, Operation, PreconditionFailed, RequireIfMatch, Tagged } from '../../../platform/http';
import { InvalidProduct } from '../catalog.errors';
import { TranslationsResponse } from './translation.dto';

/** What operations on translations are about. */
export interface TranslatedThing {
  /** With its article, as in "Translate a brand". */
  readonly phrase: string;
  /** In the ids of operations: `Brand`. */
  readonly name: string;
  readonly path: string;
  /** A body of `PUT`. */
  readonly example: object;
}

const LOCALE_PARAM = { name: 'locale', description: 'A language, with a region perhaps: `de`, `de-AT`.', example: 'de' };

export const ListsTranslations = ({ phrase, name, path }: TranslatedThing): MethodDecorator =>
  applyDecorators(
    Get(`${path}/:id/translations`),
    RequirePermission('catalog:read'),
    Tagged(),
    Operation({
      id: `list${name}Translations`,
      summary: `Read the translations of ${phrase}`,
      description: 'In all languages but its own. The ETag is what a change of them asks for. The list has no further pages.',
      problems: [NotFound],
    }),
    Answers(TranslationsResponse),
  );

export const PutsTranslation = ({ phrase, name, path, example }: TranslatedThing): MethodDecorator =>
  applyDecorators(
    Put(`${path}/:id/translations/:locale`),
    RequirePermission('catalog:write'),
    Tagged(),
    RequireIfMatch(),
    ApiParam(LOCALE_PARAM),
    Operation({
      id: `put${name}Translation`,
      summary: `Translate ${phrase}`,
      description: 'Replaces what was there. A language that the shop does not speak yet (`LOCALES`) is kept until it does.',
      problems: [NotFound, PreconditionFailed, InvalidProduct],
      example: { body: example },
    }),
    Answers(TranslationsResponse),
  );

export const DeletesTranslation = ({ phrase, name, path }: TranslatedThing): MethodDecorator =>
  applyDecorators(
    Delete(`${path}/:id/translations/:locale`),
    RequirePermission('catalog:write'),
    RequireIfMatch(),
    ApiParam(LOCALE_PARAM),
    Operation({
      id: `delete${name}Translation`,
      summary: `Take a translation of ${phrase} away`,
      description: 'It is said in the language behind it again.',
      problems: [NotFound, PreconditionFailed],
    }),
    AnswersNothing(),
  );
