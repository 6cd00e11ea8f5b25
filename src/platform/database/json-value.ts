/** A JSON column of a flat row: MySQL's driver answers the value, MariaDB's the text. */
export function jsonValue<T>(column: unknown): T {
  return (typeof column === 'string' ? JSON.parse(column) : column) as T;
}
