import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Public } from '../../../auth';
import { AcceptLanguage, Answers, CacheFor, Deferrable, JsonText, Operation, Tagged } from '../../../../platform/http';
import { CurrencyNotOffered } from '../../catalog.errors';
import { LISTS, MANY_PRODUCTS } from '../../catalog.topics';
import { SPOKEN } from '../../public-cache';
import { StorefrontService } from '../../storefront.service';
import { Languages } from '../../translations/languages';
import { SUGGESTIONS, SuggestionsQueryDto, SuggestionsResponse } from './suggestions.dto';
import { SuggestionsQuery } from './suggestions.query';

@ApiTags('Catalog')
@Controller('v1/search')
export class SuggestionsController {
  constructor(
    private readonly suggestions: SuggestionsQuery,
    private readonly storefront: StorefrontService,
    private readonly languages: Languages,
  ) {}

  @Get('suggestions')
  @Deferrable()
  @Public()
  @CacheFor(SPOKEN)
  @Tagged()
  @Operation({
    id: 'listSearchSuggestions',
    summary: 'Suggest what to search for',
    description:
      'For a search box, while somebody is typing: how the text may go on, the products that it finds already, and categories and brands of that name. `correction` says how a mistyped text was read.',
    problems: [CurrencyNotOffered],
  })
  @Answers(SuggestionsResponse)
  async suggest(@Query() query: SuggestionsQueryDto, @AcceptLanguage() header?: string): Promise<JsonText> {
    const { locale, tag } = this.languages.choose(query.locale, header);
    const { q, limit = SUGGESTIONS } = query;
    const answer = await this.suggestions.suggest({ q, limit, currency: this.storefront.currency(query.currency), locale });
    return new JsonText(JSON.stringify(answer), { language: tag, topics: [LISTS, MANY_PRODUCTS] });
  }
}
