import { Injectable } from '@nestjs/common';
import { Config } from '../../../platform/config';
import { chainOf } from '../../../platform/http';
import type { ProductAttributeResponse } from '../attributes/product-attribute.dto';
import type { BrandReference } from '../brands/brand.dto';
import { BASE_LOCALE } from '../pages/base-locale';
import { PageContributor } from '../pages/page-contributor';
import type { PageDraft, PageLock } from '../pages/page-contributor';
import type { CategoryReference, ProductResponse } from '../product.dto';
import { languageOf, translated } from './translation';
import type { Translations } from './translation';
import { TranslationStore } from './translation-store';

type Words = ReadonlyMap<string, Translations>;
const NONE: Translations = {};

/** Says pages in the shop's other languages: the last of the contributors, because it translates what the others have added. */
@Injectable()
export class PageTranslations extends PageContributor {
  constructor(
    private readonly config: Config,
    private readonly translations: TranslationStore,
  ) {
    super();
  }

  override get locales(): readonly string[] {
    return this.config.locales.slice(1);
  }

  async load(_productIds: readonly string[], lock: PageLock): Promise<(draft: PageDraft) => PageDraft> {
    const { defaultLocale } = this.config;
    if (this.locales.length === 0) return (draft) => ({ ...draft, detail: { ...draft.detail, locale: defaultLocale } });
    const chain = [...new Set(this.locales.flatMap(chainOf))];
    const categories = await this.translations.all('category', chain, lock);
    const attributes = await this.translations.all('attribute', chain, lock);
    const brands = await this.translations.all('brand', chain, lock);
    return (draft) => {
      if (draft.locale === BASE_LOCALE) return { ...draft, detail: { ...draft.detail, locale: defaultLocale } };
      return said(draft, { categories, attributes, brands }, defaultLocale);
    };
  }
}

interface Around {
  readonly categories: Words;
  readonly attributes: Words;
  readonly brands: Words;
}

function said(
  { product, locale, summary, detail, ...rest }: PageDraft,
  { categories, attributes, brands }: Around,
  fallback: string,
): PageDraft {
  const own = product.translations;
  const title = translated(own, locale, (words) => words.title) ?? product.title;
  const category = (reference: CategoryReference): CategoryReference => ({
    ...reference,
    title: translated(categories.get(reference.id) ?? NONE, locale, (words) => words.title) ?? reference.title,
  });
  const next: ProductResponse = {
    ...detail,
    locale: languageOf(own, locale) ?? fallback,
    title,
    description: translated(own, locale, (words) => words.description) ?? detail.description,
    seoTitle: translated(own, locale, (words) => words.seoTitle) ?? detail.seoTitle,
    seoDescription: translated(own, locale, (words) => words.seoDescription) ?? detail.seoDescription,
    // A product without options calls its only variant by its own title.
    variants: detail.variants.map((variant) => (variant.title === product.title ? { ...variant, title } : variant)),
    brand: detail.brand && brandIn(detail.brand, brands.get(detail.brand.id) ?? NONE, locale),
    categories: detail.categories.map(category),
    breadcrumbs: detail.breadcrumbs.map(category),
    attributes: detail.attributes.map((attribute) => attributeIn(attribute, attributes.get(attribute.id) ?? NONE, locale)),
  };
  return { ...rest, product, locale, summary: { ...summary, title }, detail: next };
}

function attributeIn(attribute: ProductAttributeResponse, words: Translations, locale: string): ProductAttributeResponse {
  const label = translated(words, locale, (own) => own.title) ?? attribute.label;
  const text = attribute.type === 'select' ? translated(words, locale, (own) => own.options[String(attribute.value)]) : undefined;
  return { ...attribute, label, text: text ?? attribute.text };
}

function brandIn(brand: BrandReference, words: Translations, locale: string): BrandReference {
  return { ...brand, name: translated(words, locale, ({ title }) => title) ?? brand.name };
}
