const PLAIN = /^[\x20-\x7e]*$/;
/** Accents of Latin, Greek and Cyrillic letters, and the vowel points of Hebrew and Arabic. Other marks are letters of their own. */
const ACCENTS = /[\u0300-\u036f\u0591-\u05c7\u064b-\u0652]/gu;
const LETTERS: Readonly<Record<string, string>> = {
  ...{ ß: 'ss', ø: 'o', æ: 'ae', œ: 'oe', đ: 'd', ð: 'd', ł: 'l', þ: 'th', ı: 'i', ħ: 'h', ŋ: 'n', ς: 'σ' },
};
const SPECIAL = new RegExp(`[${Object.keys(LETTERS).join('')}]`, 'gu');

/** Two spellings that a shopper would not tell apart become one: capitals, accents, ligatures, wide and narrow forms. */
export function fold(text: string): string {
  if (PLAIN.test(text)) return text.toLowerCase();
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replace(ACCENTS, '')
    .replace(SPECIAL, (letter) => LETTERS[letter] ?? letter)
    .normalize('NFC');
}
