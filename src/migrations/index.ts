import { Platform1700000001000 } from './1700000001000-platform';
import { Auth1700000002000 } from './1700000002000-auth';

/** One line of time for one database, in order. */
export const migrations = [Platform1700000001000, Auth1700000002000] as const;
