import { Injectable } from '@nestjs/common';
import { Database } from '../../../platform/database';
import { chainOf } from '../../../platform/http';
import { BASE_LOCALE } from '../pages/base-locale';
import { labelledIn } from '../translations/labelled';
import type { Spoken } from '../translations/translation';
import { TranslationStore } from '../translations/translation-store';
import { Attribute } from './attribute.entity';

/** Attributes as shoppers see them. */
@Injectable()
export class AttributeReader {
  constructor(
    private readonly database: Database,
    private readonly translations: TranslationStore,
  ) {}

  /** In the order to show them; one statement, and one more in another language than the shop's own. */
  async all(locale: string): Promise<(Attribute & Spoken)[]> {
    const attributes = await this.database.repository(Attribute).find({ order: { position: 'ASC', id: 'ASC' } });
    if (locale === BASE_LOCALE) return attributes;
    const words = await this.translations.all('attribute', chainOf(locale));
    return attributes.map((attribute) => labelledIn(attribute, words.get(attribute.id) ?? {}, locale));
  }
}
