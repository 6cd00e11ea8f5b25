/** Where the bare server's answer says something else than the shop's, as `path: shop / bare`. What only the shop says does not count: it costs the shop alone. */
export function differences(shop: unknown, bare: unknown, ignored: ReadonlySet<string>, path = ''): string[] {
  if (Array.isArray(bare) && Array.isArray(shop)) {
    const lengths = shop.length === bare.length ? [] : [`${path}: ${shop.length} / ${bare.length} entries`];
    return [
      ...lengths,
      ...bare.flatMap((item, index) => (index < shop.length ? differences(shop[index], item, ignored, `${path}/${index}`) : [])),
    ];
  }
  if (isRecord(bare) && isRecord(shop)) {
    return Object.keys(bare).flatMap((key) => (ignored.has(key) ? [] : differences(shop[key], bare[key], ignored, `${path}/${key}`)));
  }
  return Object.is(shop, bare) ? [] : [`${path}: ${JSON.stringify(shop)} / ${JSON.stringify(bare)}`];
}

/** What the shop answers and the bare server does not, once per place. */
export function shopOnly(shop: unknown, bare: unknown, path = ''): string[] {
  if (Array.isArray(bare) && Array.isArray(shop)) return bare.length > 0 && shop.length > 0 ? shopOnly(shop[0], bare[0], `${path}/*`) : [];
  if (!isRecord(bare) || !isRecord(shop)) return [];
  return Object.keys(shop).flatMap((key) => (key in bare ? shopOnly(shop[key], bare[key], `${path}/${key}`) : [`${path}/${key}`]));
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
