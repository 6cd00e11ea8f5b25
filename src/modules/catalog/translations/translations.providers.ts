import { AdminTranslationsController } from './admin-translations.controller';
import { AdminTranslationsService } from './admin-translations.service';
import { Languages } from './languages';
import { TranslationStore } from './translation-store';

export const translationControllers = [AdminTranslationsController];
export const translationProviders = [Languages, TranslationStore, AdminTranslationsService];
