import { Platform1700000001000 } from './1700000001000-platform';
import { Auth1700000002000 } from './1700000002000-auth';
import { Catalog1700000003000 } from './1700000003000-catalog';
import { Payments1700000007000 } from './1700000007000-payments';
import { Notifications1700000010000 } from './1700000010000-notifications';

/** One line of time for one database, in order. */
export const migrations = [Platform1700000001000, Auth1700000002000, Catalog1700000003000, Payments1700000007000, Notifications1700000010000] as const;
