/** A row of a joined statement, as the driver hands it over. */
export type JoinedRow = Readonly<Record<string, unknown>>;

/** A value of one module's tables inside a statement of another: a subquery with its parameters. */
export interface LentValue {
  readonly sql: string;
  readonly params: readonly unknown[];
}

/**
 * What one module tells of its own tables inside a statement of another: which columns, joined how, and what they mean. The owner writes and
 * reads all of it, the borrower only says what to join to. Columns and names of rows begin with a word of the owner's, so that several fit
 * into one statement; nothing is a parameter.
 */
export interface LentSql<T> {
  readonly columns: string;
  /** LEFT JOINs: the borrower's rows all stay. They may come more than once, if the owner's keys do not forbid it. */
  readonly joins: string;
  read(row: JoinedRow): T;
}
