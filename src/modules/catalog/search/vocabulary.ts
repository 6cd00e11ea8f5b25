import { Injectable } from '@nestjs/common';
import { Database } from '../../../platform/database';
import { stemOf } from './text/stem';
import { knownRests } from './text/typing-errors';

const BATCH = 1_000;

/** The words that there are, by number. A word that was known once stays: giving it up would mean watching who uses it. */
@Injectable()
export class Vocabulary {
  constructor(private readonly database: Database) {}

  /** The numbers of words, by word; those that nobody has used before get one. The words come with their spelling. */
  async idsOf(words: ReadonlyMap<string, string>): Promise<ReadonlyMap<string, number>> {
    const ids = await this.known([...words.keys()]);
    // In one order everywhere: two writers that add the same words wait for each other, and never in a circle.
    const added = [...words].filter(([term]) => !ids.has(term)).sort(([a], [b]) => (a < b ? -1 : 1));
    if (added.length === 0) return ids;
    await this.add(added);
    const fresh = await this.known(added.map(([term]) => term));
    await this.addRests(fresh);
    return new Map([...ids, ...fresh]);
  }

  /** Read without locks: in a shop that has been running for a while this is all there is to do. */
  private async known(terms: readonly string[]): Promise<Map<string, number>> {
    const found = new Map<string, number>();
    for (let i = 0; i < terms.length; i += BATCH) {
      const rows = await this.database.query<{ id: number; term: string }>('SELECT id, term FROM catalog_search_term WHERE term IN (?)', [
        terms.slice(i, i + BATCH),
      ]);
      for (const { id, term } of rows) found.set(term, id);
    }
    return found;
  }

  private async add(words: readonly (readonly [term: string, spelling: string])[]): Promise<void> {
    const rows = words.map(([term, spelling]) => [term, stemOf(term), spelling]);
    for (let i = 0; i < rows.length; i += BATCH) {
      await this.database.execute('INSERT IGNORE INTO catalog_search_term (term, stem, spelling) VALUES ?', [rows.slice(i, i + BATCH)]);
    }
  }

  private async addRests(terms: ReadonlyMap<string, number>): Promise<void> {
    const rows = [...terms].flatMap(([term, id]) => knownRests(term).map((rest): [string, number] => [rest, id]));
    rows.sort(([a, x], [b, y]) => (a === b ? x - y : a < b ? -1 : 1));
    for (let i = 0; i < rows.length; i += BATCH) {
      await this.database.execute('INSERT IGNORE INTO catalog_search_rest (rest, term_id) VALUES ?', [rows.slice(i, i + BATCH)]);
    }
  }
}
