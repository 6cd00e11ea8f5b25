/** A piece of SQL and the values of its placeholders, in their order. */
export interface Sql {
  readonly sql: string;
  readonly params: readonly unknown[];
}

export function joinSql(parts: readonly Sql[], separator: string): Sql {
  return { sql: parts.map(({ sql }) => sql).join(separator), params: parts.flatMap(({ params }) => params) };
}
