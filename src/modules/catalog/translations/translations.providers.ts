import { AdminAttributeTranslationsController } from './admin-attribute-translations.controller';
import { AdminTranslationsService } from './admin-translations.service';
import { Languages } from './languages';
import { LinkWords } from './link-words';
import { TranslationStore } from './translation-store';
import { wordsControllers } from './words.controllers';

export const translationControllers = [...wordsControllers, AdminAttributeTranslationsController];
export const translationProviders = [Languages, LinkWords, TranslationStore, AdminTranslationsService];
