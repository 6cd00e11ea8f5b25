import { AdminLinkTranslationsController } from './admin-link-translations.controller';
import { AdminTranslationsController } from './admin-translations.controller';
import { AdminTranslationsService } from './admin-translations.service';
import { Languages } from './languages';
import { LinkWords } from './link-words';
import { TranslationStore } from './translation-store';

export const translationControllers = [AdminTranslationsController, AdminLinkTranslationsController];
export const translationProviders = [Languages, LinkWords, TranslationStore, AdminTranslationsService];
