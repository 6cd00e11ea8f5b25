import { Injectable } from '@nestjs/common';
import { Config } from '../../../platform/config';
import { JsonText, chooseLocale } from '../../../platform/http';
import type { Page } from '../../../platform/http';
import { BASE_LOCALE } from '../pages/base-locale';
import type { Spoken } from './translation';

export interface Language {
  /** Of the pages to read. */
  readonly locale: string;
  /** For `Content-Language` where what is shown does not tell its own. */
  readonly tag: string;
}

/** Which of the shop's languages a request is answered in. */
@Injectable()
export class Languages {
  constructor(private readonly config: Config) {}

  choose(asked: string | undefined, header: string | undefined): Language {
    const { locales, defaultLocale } = this.config;
    const tag = chooseLocale(locales, asked, header) ?? defaultLocale;
    return { locale: tag === defaultLocale ? BASE_LOCALE : tag, tag };
  }

  /** For `Content-Language`: those of all that is shown, in its order; of nothing, the one that was chosen. */
  tagsOf(shown: readonly Spoken[], { tag }: Language): string {
    const tags = new Set(shown.map(({ language }) => language ?? this.config.defaultLocale));
    return tags.size === 0 ? tag : [...tags].join(', ');
  }
}

/** The language that a page of a product says it is in; the text is not read twice for it. */
export function localeOf(detail: string): string | undefined {
  return /"locale":"([A-Za-z0-9-]+)"/.exec(detail)?.[1];
}

export function spoken(body: object, language: string): JsonText {
  return new JsonText(JSON.stringify(body), { language });
}

export function spokenPage(body: Page<object>, language: string): JsonText {
  return new JsonText(JSON.stringify(body), { language, nextCursor: body.page.nextCursor });
}
