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
  const folded: Record<string, unknown> = { ...query };
  for (const prefix of queryMapsOf(prototype)) {
    const names = Object.keys(query).filter((name) => name.startsWith(`${prefix}.`) && name.length > prefix.length + 1);
    if (prefix in query) continue;
    folded[prefix] = Object.fromEntries(names.map((name) => [name.slice(prefix.length + 1), query[name]]));
    for (const name of names) delete folded[name];
  }
  return folded;
}
