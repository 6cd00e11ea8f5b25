import { LOCALE, Optional, PageQuery, QueryText } from '../../../platform/http';

const LOCALE_FIELD = { pattern: LOCALE, patternDetail: 'must be a language such as de or de-AT', example: 'en' } as const;

/** What asks for one thing in a language. */
export class LocaleQuery {
  /** The language, before what `Accept-Language` says; one that the shop does not speak is answered in the next best. */
  @Optional()
  @QueryText(2, 35, LOCALE_FIELD)
  readonly locale?: string;
}

/** What asks for a list of things in a language. */
export class SpokenPageQuery extends PageQuery {
  /** The language, before what `Accept-Language` says; one that the shop does not speak is answered in the next best. */
  @Optional()
  @QueryText(2, 35, LOCALE_FIELD)
  readonly locale?: string;
}
