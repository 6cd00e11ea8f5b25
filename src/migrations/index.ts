import { Platform1700000001000 } from './1700000001000-platform';
import { Catalog1700000003000 } from './1700000003000-catalog';
import { CatalogImports1700000003500 } from './1700000003500-catalog-imports';
import { Pricing1700000005000 } from './1700000005000-pricing';
import { Payments1700000007000 } from './1700000007000-payments';

/** One line of time for one database, in order. */
export const migrations = [Platform1700000001000, Catalog1700000003000, CatalogImports1700000003500, Pricing1700000005000, Payments1700000007000] as const;
