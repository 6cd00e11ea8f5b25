const tables = new Set<object>();

/**
 * Rows of this table are written once and never changed: what was wrong is put right by another row. The code has no statement that would,
 * and the restricted account of `npm run db:grants` has no right to.
 */
export function AppendOnly(): ClassDecorator {
  return (entity) => void tables.add(entity);
}

export function isAppendOnly(entity: object): boolean {
  return tables.has(entity);
}
