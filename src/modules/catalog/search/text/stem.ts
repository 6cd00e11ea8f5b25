/** Forms that no rule reaches. */
const IRREGULAR: ReadonlyMap<string, string> = new Map(
  Object.entries({
    ...{ men: 'man', women: 'woman', children: 'child', feet: 'foot', teeth: 'tooth', mice: 'mouse', geese: 'goose' },
    ...{ knives: 'knife', wives: 'wife', lives: 'life', leaves: 'leaf', loaves: 'loaf', shelves: 'shelf', halves: 'half' },
    ...{ scarves: 'scarf', wolves: 'wolf', calves: 'calf', hooves: 'hoof' },
  }),
);
const ENGLISH = /^[a-z]{4,}$/;
const VOWEL = /[aeiouy]/;

/**
 * What the forms of an English word have in common: the first and the last step of Porter's algorithm, which take off plurals, -ed and -ing.
 * The later ones join words that shoppers tell apart. Words of other languages lose at most an ending, the same in text and query.
 */
export function stemOf(word: string): string {
  if (!ENGLISH.test(word)) return IRREGULAR.get(word) ?? word;
  const one = singular(word);
  const known = IRREGULAR.get(word) ?? IRREGULAR.get(one);
  return lastLetters(known ?? withoutEnding(one));
}

function singular(word: string): string {
  if (word.endsWith('sses') || word.endsWith('ies')) return word.slice(0, -2);
  return word.endsWith('s') && !word.endsWith('ss') ? word.slice(0, -1) : word;
}

function withoutEnding(word: string): string {
  const rest = /^(.*)(?:ed|ing)$/.exec(word)?.[1];
  if (rest === undefined || rest.length < 2 || !VOWEL.test(rest) || word.endsWith('eed')) return word;
  if (/(?:at|bl|iz)$/.test(rest)) return `${rest}e`;
  if (/([^aeiouylsz])\1$/.test(rest)) return rest.slice(0, -1);
  return measure(rest) === 1 && closed(rest) ? `${rest}e` : rest;
}

function lastLetters(word: string): string {
  const y = word.endsWith('y') && VOWEL.test(word.slice(0, -1)) ? `${word.slice(0, -1)}i` : word;
  const stem = y.slice(0, -1);
  const bare = y.endsWith('e') && (measure(stem) > 1 || (measure(stem) === 1 && !closed(stem))) ? stem : y;
  return bare.endsWith('ll') && measure(bare.slice(0, -1)) > 1 ? bare.slice(0, -1) : bare;
}

/** How often vowels are followed by consonants. */
function measure(word: string): number {
  return (shape(word).match(/v+c+/g) ?? []).length;
}

/** Ends with consonant, vowel, consonant: `hop`, which `hope` must not become. */
function closed(word: string): boolean {
  return /cvc$/.test(shape(word)) && !/[wxy]$/.test(word);
}

function shape(word: string): string {
  let shaped = '';
  for (const letter of word) shaped += 'aeiou'.includes(letter) || (letter === 'y' && shaped.endsWith('c')) ? 'v' : 'c';
  return shaped;
}
