import { authEntities } from './modules/auth/auth.entity';
import { cartEntities } from './modules/cart/cart.entity';
import { attributeEntities } from './modules/catalog/attributes/attribute.entity';
import { catalogEntities } from './modules/catalog/catalog.entity';
import { catalogPageEntities } from './modules/catalog/pages/page.entity';
import { translationEntities } from './modules/catalog/translations/translation.entity';
import { collectionEntities } from './modules/catalog/collections/collection.entity';
import { relationEntities } from './modules/catalog/relations/relation.entity';
import { catalogBulkEntities } from './modules/catalog/bulk/bulk.entity';
import { catalogMediaEntities } from './modules/catalog/media/media.entity';
import { catalogImportEntities } from './modules/catalog/transfer/import.entity';
import { searchEntities } from './modules/catalog/search/search.entity';
import { inventoryEntities } from './modules/inventory/inventory.entity';
import { notificationsEntities } from './modules/notifications/notifications.entity';
import { ordersEntities } from './modules/orders/orders.entity';
import { paymentsEntities } from './modules/payments/payments.entity';
import { pricingEntities } from './modules/pricing/pricing.entity';
import type { EntityClass } from './platform/database';
import { platformEntities } from './platform/platform.entity';

/** Every module's tables, joined on the roof: the application, the command line and the tests take this one list. */
export const entities: readonly EntityClass[] = [
  ...platformEntities,
  ...authEntities,
  ...catalogEntities,
  ...attributeEntities,
  ...translationEntities,
  ...collectionEntities,
  ...relationEntities,
  ...catalogPageEntities,
  ...catalogImportEntities,
  ...searchEntities,
  ...catalogBulkEntities,
  ...catalogMediaEntities,
  ...inventoryEntities,
  ...pricingEntities,
  ...ordersEntities,
  ...paymentsEntities,
  ...cartEntities,
  ...notificationsEntities,
];
