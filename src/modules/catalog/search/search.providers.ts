import { MysqlProductSearch } from './mysql-product-search';
import { ProductSearch } from './product-search';
import { SearchIndex } from './search-index';
import { SearchKeeper } from './search-keeper';
import { TermCounter } from './term-counter';
import { Vocabulary } from './vocabulary';

/** Another engine is another class behind `ProductSearch`. */
export const searchProviders = [Vocabulary, SearchIndex, SearchKeeper, TermCounter, { provide: ProductSearch, useClass: MysqlProductSearch }];
export const searchControllers = [];
