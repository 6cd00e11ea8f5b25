/** Words of ASCII with single blanks between them, as most are: nothing to normalise. */
const PLAIN = /^[!-~]+(?: [!-~]+)*$/;

/** Two spellings of a name or value that shoppers would take for the same have the same key. */
export function textKey(text: string): string {
  if (PLAIN.test(text)) return text.toLowerCase();
  return text.normalize('NFC').trim().replace(/\s+/gu, ' ').toLowerCase();
}

/** A SKU without its capitals. In lower case one letter may be two (İ). */
export const skuKey = (sku: string): string => sku.toLowerCase();
