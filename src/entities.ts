import type { EntityClass } from './platform/database';
import { catalogEntities } from './modules/catalog/catalog.entity';
import { catalogImportEntities } from './modules/catalog/transfer/import.entity';
import { paymentsEntities } from './modules/payments/payments.entity';
import { pricingEntities } from './modules/pricing/pricing.entity';
import { platformEntities } from './platform/platform.entity';

/** Every module's tables, joined on the roof: the application, the command line and the tests take this one list. */
export const entities: readonly EntityClass[] = [...platformEntities, ...catalogEntities, ...catalogImportEntities, ...paymentsEntities, ...pricingEntities];
