/** A sentence about the whole database that must always be true, and the query that returns one row per violation. */
export interface Invariant {
  readonly id: string;
  readonly says: string;
  readonly sql: string;
}
