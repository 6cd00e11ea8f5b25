/** Words are looked up by what is left of their first letters when some are taken away; two words an error apart share such a rest. */
const PREFIX = 7;
const LETTERS_ONLY = /^\p{L}+$/u;
const LONG = 8;
const SHORTEST_KNOWN = 3;
const SHORTEST_TYPED = 4;
const MOST_LETTERS = 24;

/** How many errors a word may have: none in a short one, where one makes another word. */
export function errorsIn(term: string): number {
  if (!LETTERS_ONLY.test(term) || term.length < SHORTEST_TYPED || term.length > MOST_LETTERS) return 0;
  return term.length < LONG ? 1 : 2;
}

/** Under which rests a word of the catalogue is found: as many letters less as somebody who means it may get wrong. */
export function knownRests(term: string): string[] {
  if (!LETTERS_ONLY.test(term) || term.length < SHORTEST_KNOWN || term.length > MOST_LETTERS) return [];
  return restsOf(term, term.length < LONG - 2 ? 1 : 2);
}

export function restsOf(term: string, errors: number): string[] {
  const found = new Set([term.slice(0, PREFIX)]);
  let last = [...found];
  for (let round = 0; round < errors; round += 1) {
    last = last.flatMap((rest) => Array.from(rest, (_, index) => rest.slice(0, index) + rest.slice(index + 1)));
    for (const rest of last) if (rest !== '') found.add(rest);
  }
  return [...found];
}

/** How many letters are wrong, missing, too many or exchanged with their neighbour; with `beginning`, of what has been typed so far of the word. */
export function distance(typed: string, word: string, beginning: boolean): number {
  const [a, b] = [[...typed], [...word]];
  let [before, previous]: [number[], number[]] = [[], b.map((_, index) => index).concat(b.length)];
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1];
      const at = (cells: number[], index: number): number => cells[index] ?? Infinity;
      let cost = Math.min(at(previous, j) + 1, at(row, j - 1) + 1, at(previous, j - 1) + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) cost = Math.min(cost, at(before, j - 2) + 1);
      row.push(cost);
    }
    [before, previous] = [previous, row];
  }
  return beginning ? Math.min(...previous) : (previous[b.length] ?? Infinity);
}
