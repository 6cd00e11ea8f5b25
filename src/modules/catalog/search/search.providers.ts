import { MysqlProductSearch } from './mysql-product-search';
import { ProductSearch } from './product-search';
import { SearchIndex } from './search-index';
import { SearchKeeper } from './search-keeper';
import { SuggestionsController } from './suggestions/suggestions.controller';
import { SuggestionsQuery } from './suggestions/suggestions.query';
import { SynonymStore } from './synonyms/synonym-store';
import { SynonymsController } from './synonyms/synonyms.controller';
import { TermCounter } from './term-counter';
import { Vocabulary } from './vocabulary';

export const searchControllers = [SuggestionsController, SynonymsController];

/** Another engine is another class behind `ProductSearch`. */
export const searchProviders = [
  ...[Vocabulary, SearchIndex, SearchKeeper, TermCounter, SynonymStore, SuggestionsQuery],
  { provide: ProductSearch, useClass: MysqlProductSearch },
];
