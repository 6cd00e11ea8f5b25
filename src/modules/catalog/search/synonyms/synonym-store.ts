import { Injectable } from '@nestjs/common';
import { LessThan } from 'typeorm';
import { Changes } from '../../../../platform/changes';
import { Clock } from '../../../../platform/clock';
import { Database } from '../../../../platform/database';
import { KeysetPages, NotFound, PreconditionFailed } from '../../../../platform/http';
import type { Page, PageQuery } from '../../../../platform/http';
import { newId } from '../../../../platform/ids';
import { LISTS } from '../../catalog.topics';
import { SearchSynonym } from '../search.entity';
import { entriesOf } from './synonym-words';
import type { SynonymContent } from './synonym-words';

const COLUMNS = ['typed', 'synonym_id', 'reading', 'part', 'parts', 'stem'];

/** Words that staff let shoppers use for each other. A search looks into these tables itself, so a change counts from its commit on. */
@Injectable()
export class SynonymStore {
  constructor(
    private readonly database: Database,
    private readonly pages: KeysetPages,
    private readonly changes: Changes,
    private readonly clock: Clock,
  ) {}

  page(query: PageQuery): Promise<Page<SearchSynonym>> {
    const rows = this.database.repository(SearchSynonym);
    return this.pages.page(
      query,
      { list: 'search-synonyms' },
      {
        list: (take, before) => rows.find({ where: before === undefined ? {} : { id: LessThan(before) }, order: { id: 'DESC' }, take }),
        count: () => rows.count(),
      },
    );
  }

  async get(id: string): Promise<SearchSynonym> {
    const synonym = await this.database.repository(SearchSynonym).findOneBy({ id });
    if (!synonym) throw new NotFound('synonym');
    return synonym;
  }

  async create(content: SynonymContent): Promise<SearchSynonym> {
    return this.database.transaction(async () => {
      const id = newId('syn');
      const words = wordRows(id, content);
      const now = this.clock.now();
      await this.database.repository(SearchSynonym).insert({ id, ...columnsOf(content), version: 1, createdAt: now, updatedAt: now });
      await this.writeWords(words);
      return this.get(id);
    });
  }

  async update(id: string, expectedVersion: number | undefined, change: Partial<SynonymContent>): Promise<SearchSynonym> {
    return this.database.transaction(async () => {
      const { kind, fromWords: from, words, ...stored } = await this.get(id);
      const version = expectedVersion ?? stored.version;
      if (version !== stored.version) throw new PreconditionFailed();
      const content = { kind, from, words, ...change };
      const rows = wordRows(id, content);
      const set = { ...columnsOf(content), version: version + 1, updatedAt: this.clock.now() };
      const { affected } = await this.database.repository(SearchSynonym).update({ id, version }, set);
      if (affected !== 1) throw new PreconditionFailed();
      await this.database.execute('DELETE FROM catalog_search_synonym_word WHERE synonym_id = ?', [id]);
      await this.writeWords(rows);
      return this.get(id);
    });
  }

  async remove(id: string, expectedVersion: number | undefined): Promise<void> {
    await this.database.transaction(async () => {
      const { version } = await this.get(id);
      const removed = await this.database.execute('DELETE FROM catalog_search_synonym WHERE id = ? AND version = ?', [
        id,
        expectedVersion ?? version,
      ]);
      if (removed !== 1) throw new PreconditionFailed();
      this.changes.announce([LISTS]);
    });
  }

  private async writeWords(rows: WordRows): Promise<void> {
    await this.database.insertRows({ table: 'catalog_search_synonym_word', columns: COLUMNS, rows });
    this.changes.announce([LISTS]);
  }
}

type WordRows = readonly (readonly (string | number)[])[];

/** Made before anything is written: the database would refuse the same, without saying what is wrong. */
function wordRows(id: string, content: SynonymContent): WordRows {
  return entriesOf(content).flatMap(({ typed, readings }) =>
    readings.flatMap((stems, reading) => stems.map((stem, part) => [typed, id, reading, part, stems.length, stem])),
  );
}

function columnsOf({ kind, from, words }: SynonymContent): Pick<SearchSynonym, 'kind' | 'fromWords' | 'words'> {
  return { kind, fromWords: from, words };
}
