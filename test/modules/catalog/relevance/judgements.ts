import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What a shopper would want of a query: grades by the product's slug. */
export interface Judgement {
  readonly kind: string;
  readonly query: string;
  readonly grades: ReadonlyMap<string, number>;
}

export interface SynonymLine {
  readonly from: string | null;
  readonly words: readonly string[];
}

const linesOf = (file: string): string[] =>
  readFileSync(join(__dirname, file), 'utf8')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));

export function readJudgements(): Judgement[] {
  let kind = '';
  return linesOf('judgements.txt').flatMap((line) => {
    const heading = /^\[(.*)\]$/.exec(line)?.[1];
    if (heading !== undefined) {
      kind = heading;
      return [];
    }
    const [query = '', ...groups] = line.split('|').map((part) => part.trim());
    const grades = groups.flatMap((group) => {
      const [grade = '', slugs = ''] = group.split(':');
      return slugs
        .trim()
        .split(/\s+/)
        .map((slug): [string, number] => [slug, Number(grade)]);
    });
    return [{ kind, query, grades: new Map(grades) }];
  });
}

export function readSynonyms(): SynonymLine[] {
  return linesOf('synonyms.txt').map((line) => {
    const [left = '', right] = line.split('=>').map((part) => part.trim());
    const words = (right ?? left).split(',').map((word) => word.trim());
    return { from: right === undefined ? null : left, words };
  });
}

const DEPTH = 10;

/** Normalised discounted cumulative gain of the first ten: 1 when no order could be better, 0 when nothing of use is there. */
export function ndcg(found: readonly string[], grades: ReadonlyMap<string, number>): number {
  const best = gain([...grades.values()].sort((a, b) => b - a));
  return best === 0 ? 0 : gain(found.map((slug) => grades.get(slug) ?? 0)) / best;
}

function gain(grades: readonly number[]): number {
  return grades.slice(0, DEPTH).reduce((sum, grade, index) => sum + (2 ** grade - 1) / Math.log2(index + 2), 0);
}
