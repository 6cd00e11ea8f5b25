const INLINE = ['strong', 'em', 'b', 'i', 'u', 's', 'small', 'sub', 'sup', 'code'];
const BLOCKS = ['p', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6'];
const LISTS = ['ul', 'ol'];
const inline = new Set(INLINE);
/** What each element may hold; '' is the text itself. */
const HOLDS = new Map<string, ReadonlySet<string>>([
  ['', new Set([...INLINE, ...BLOCKS, ...LISTS])],
  ...LISTS.map((list) => [list, new Set(['li'])] as const),
  ...['li', ...BLOCKS, ...INLINE].map((name) => [name, inline] as const),
]);
const TAG = /<(\/?)([a-z][a-z0-9]*)>/y;
const SPECIAL = /[>&]/;
const DEEPEST = 16;

/**
 * Whether a text is HTML of so simple a kind that a sanitiser has nothing to do: paragraphs, headings, lists and words in bold, without
 * attributes, entities or anything left open. Most descriptions are, and parsing them would be most of the work of an import.
 */
export function isPlainHtml(html: string): boolean {
  const open: string[] = [''];
  let at = 0;
  for (let start = html.indexOf('<'); start !== -1; start = html.indexOf('<', at)) {
    TAG.lastIndex = start;
    const [tag, closing, name = ''] = TAG.exec(html) ?? [];
    if (tag === undefined || SPECIAL.test(html.slice(at, start))) return false;
    const parent = open.at(-1) ?? '';
    if (closing === '') {
      if (open.length > DEEPEST || !HOLDS.get(parent)?.has(name)) return false;
      open.push(name);
    } else if (name !== open.pop()) return false;
    at = start + tag.length;
  }
  return open.length === 1 && !SPECIAL.test(html.slice(at));
}
