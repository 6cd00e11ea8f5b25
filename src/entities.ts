import type { EntityClass } from './platform/database';
import { authEntities } from './modules/auth/auth.entity';
import { catalogEntities } from './modules/catalog/catalog.entity';
import { notificationsEntities } from './modules/notifications/notifications.entity';
import { paymentsEntities } from './modules/payments/payments.entity';
import { platformEntities } from './platform/platform.entity';

/** Every module's tables, joined on the roof: the application, the command line and the tests take this one list. */
export const entities: readonly EntityClass[] = [...platformEntities, ...authEntities, ...catalogEntities, ...paymentsEntities, ...notificationsEntities];
