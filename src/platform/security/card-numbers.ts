const MIN_DIGITS = 13;
const MAX_DIGITS = 19;
/** The most digits of a telephone number or a GTIN that could be a card's; one in ten passes the check by chance. */
const HOME_DIGITS = 14;

/** Fields where long digits are at home. */
const HOME = /phone|barcode|sku|gtin|isbn|^ean$/i;
/** Numbers of parcel services are as long as those of cards, and have check digits too. */
const EXEMPT = /tracking/i;

/** Groups of digits as people write them: with blanks and dashes of any kind, or with dots. */
const WRITTEN = [/[0-9]+(?:[\s\p{Zs}\p{Pd}]{1,3}[0-9]+)*/gu, /[0-9]+(?:[.\u00b7][0-9]+)+/gu] as const;
const UUID = /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi;

/** First digits and lengths that the networks give out; without them three numbers in a row would look like a card too often. */
const NETWORKS =
  /^(?:4(?:\d{12}|\d{15}|\d{18})|5[1-5]\d{14}|2(?:22[1-9]|2[3-9]\d|[3-6]\d\d|7[01]\d|720)\d{12}|3[47]\d{13}|3(?:0[0-5]|[689]\d)\d{11,16}|(?:6011|64[4-9]\d|65\d\d|62\d\d|35(?:2[89]|[3-8]\d))\d{12,15}|(?:5[06-9]|6\d)\d{11,17})$/;
const GROUPED = /^(?:4(?:,4)+(?:,[1-4])?|4,6,[45])$/;

interface Span {
  readonly start: number;
  readonly end: number;
  readonly digits: string;
}

/** Whether the text holds what is, by form and check digit, a payment card number. */
export function holdsCardNumber(text: string, name = ''): boolean {
  const spared = EXEMPT.test(name) ? Infinity : HOME.test(name) ? HOME_DIGITS : 0;
  return spansOf(readable(text)).some(({ digits }) => digits.length > spared);
}

/** For whatever is written down: a card number becomes `[card]`. */
export function maskCardNumbers(text: string): string {
  const plain = readable(text);
  const spans = spansOf(plain);
  if (spans.length === 0) return text;
  const masked = spans.reverse().reduce((rest, { start, end }) => `${rest.slice(0, start)}[card]${rest.slice(end)}`, plain);
  return maskCardNumbers(masked);
}

/** ISO/IEC 7812-1: every second digit from the right doubled, the sum a multiple of ten. */
export function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (let i = 0; i < digits.length; i += 1) {
    const digit = digits.charCodeAt(digits.length - 1 - i) - 48;
    const doubled = i % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}

/** The path of keys to the first value that holds a card number, or undefined. What a key itself holds is told of its object. */
export function findCardNumber(value: unknown, path: readonly string[] = []): readonly string[] | undefined {
  if (typeof value === 'string')
    return holdsCardNumber(
      value,
      path.findLast((key) => !/^\d+$/.test(key)),
    )
      ? path
      : undefined;
  if (typeof value === 'number') return holdsCardNumber(String(value)) ? path : undefined;
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [key, item] of Object.entries(value)) {
    if (holdsCardNumber(key)) return path;
    const found = findCardNumber(item, [...path, key]);
    if (found) return found;
  }
  return undefined;
}

/** Digits of other scripts and of full width read like ours. */
function readable(text: string): string {
  return text.length < MIN_DIGITS || /^[\x20-\x7e]*$/.test(text) ? text : text.normalize('NFKC');
}

/** Never two that overlap. */
function spansOf(text: string): Span[] {
  if (text.length < MIN_DIGITS) return [];
  const searched = text.replace(UUID, (uuid) => '#'.repeat(uuid.length));
  for (const pattern of WRITTEN) {
    const spans = [...searched.matchAll(pattern)].flatMap((match) => cardsIn(searched, match.index, match[0]));
    if (spans.length > 0) return spans;
  }
  return [];
}

/** Card numbers among groups of digits: `2 x 4242 4242 4242 4242 12/29` has one, although not all of its digits belong to it. */
function cardsIn(text: string, offset: number, run: string): Span[] {
  const groups = [...run.matchAll(/[0-9]+/g)].map((match) => ({ start: offset + match.index, digits: match[0] }));
  const spans: Span[] = [];
  for (let first = 0; first < groups.length; first += 1) {
    const span = longestFrom(text, groups, first);
    if (!span) continue;
    spans.push(span);
    while (first + 1 < groups.length && (groups[first + 1]?.start ?? 0) < span.end) first += 1;
  }
  return spans;
}

function longestFrom(
  text: string,
  groups: readonly { readonly start: number; readonly digits: string }[],
  first: number,
): Span | undefined {
  let found: Span | undefined;
  let digits = '';
  for (let last = first; last < groups.length; last += 1) {
    const { start, digits: more } = groups[last] ?? { start: 0, digits: '' };
    digits += more;
    if (digits.length > MAX_DIGITS) break;
    const span = { start: groups[first]?.start ?? 0, end: start + more.length, digits };
    const form = groups.slice(first, last + 1).map((group) => group.digits.length);
    if (isCard(digits, form) && standsAlone(text, span)) found = span;
  }
  return found;
}

function isCard(digits: string, form: readonly number[]): boolean {
  if (digits.length < MIN_DIGITS || !/^[2-6]/.test(digits) || !passesLuhn(digits)) return false;
  return form.length === 1 || GROUPED.test(form.join()) || NETWORKS.test(digits);
}

/** Beside a plain word (`Visa4242...`) or none; in an id, a token or an international telephone number digits are something else. */
function standsAlone(text: string, { start, end, digits }: Span): boolean {
  const before = /[\w+]*$/.exec(text.slice(Math.max(0, start - 64), start))?.[0] ?? '';
  const after = /^\w*/.exec(text.slice(end, end + 64))?.[0] ?? '';
  if (before.startsWith('+') && before.length === 1 && digits.length < 16) return false;
  return /^\+?[A-Za-z]*$/.test(before) && /^[A-Za-z]*$/.test(after);
}
