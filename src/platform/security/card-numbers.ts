/** 13 to 19 digits, perhaps in groups, standing alone. */
const CANDIDATE = /(?<![0-9A-Za-z_+.])[2-6](?:[ -]?[0-9]){12,18}(?![0-9A-Za-z_])/g;

/** Fields whose digits are no card numbers even when they look like one: one number in ten passes the Luhn check by chance. */
const EXEMPT = /phone|barcode|sku|gtin|ean|isbn|tracking/i;

/** Whether the text holds what is, by form and check digit, a payment card number. */
export function holdsCardNumber(text: string): boolean {
  return text.length >= 13 && (text.match(CANDIDATE)?.some((candidate) => passesLuhn(candidate.replace(/[ -]/g, ''))) ?? false);
}

/** For whatever is written down: a card number becomes `[card]`. */
export function maskCardNumbers(text: string): string {
  return text.length < 13
    ? text
    : text.replace(CANDIDATE, (candidate) => (passesLuhn(candidate.replace(/[ -]/g, '')) ? '[card]' : candidate));
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

/** The path of keys to the first text that holds a card number, or undefined. */
export function findCardNumber(value: unknown, path: readonly string[] = []): readonly string[] | undefined {
  if (typeof value === 'string') return holdsCardNumber(value) ? path : undefined;
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [key, item] of Object.entries(value)) {
    if (EXEMPT.test(key)) continue;
    const found = findCardNumber(item, [...path, key]);
    if (found) return found;
  }
  return undefined;
}
