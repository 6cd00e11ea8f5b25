const QUERY_MAPS = 'portico:query-maps';

export function rememberQueryMap(prototype: object, prefix: string): void {
  Reflect.defineMetadata(QUERY_MAPS, [...queryMapsOf(prototype), prefix], prototype);
}

function queryMapsOf(prototype: object): readonly string[] {
  const known: unknown = Reflect.getMetadata(QUERY_MAPS, prototype);
  return Array.isArray(known) ? known.map(String) : [];
}

/** Gathers `option.colour=Black` into `{ option: { colour: 'Black' } }` for the classes that ask for it. */
export function foldQueryMaps(prototype: object, query: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return queryMapsOf(prototype).reduce<Record<string, unknown>>(fold, { ...query });
}

function fold(query: Readonly<Record<string, unknown>>, prefix: string): Record<string, unknown> {
  // A plain parameter of that name stays, to be refused with the others.
  if (prefix in query) return query;
  const belongs = (name: string) => name.startsWith(`${prefix}.`) && name.length > prefix.length + 1;
  const entries = Object.entries(query);
  const family = entries.filter(([name]) => belongs(name)).map(([name, value]) => [name.slice(prefix.length + 1), value] as const);
  return { ...Object.fromEntries(entries.filter(([name]) => !belongs(name))), [prefix]: Object.fromEntries(family) };
}
