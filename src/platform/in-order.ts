/**
 * A sorted copy; texts by their code units, which for ids is the order of the database.
 *
 * Rows of a join are sorted here rather than there when what they are sorted by is not of the first table: the server would write all of them
 * into a temporary table, with wide texts among the columns even one on the disk, which costs a millisecond for three rows.
 */
export function inOrder<T>(items: readonly T[], keyOf: (item: T) => string | number): T[] {
  return [...items].sort((a, b) => {
    const [one, other] = [keyOf(a), keyOf(b)];
    return one < other ? -1 : one > other ? 1 : 0;
  });
}
