import { Platform1700000001000 } from './1700000001000-platform';

/** One line of time for one database, in order. */
export const migrations = [Platform1700000001000] as const;
