import { Injectable } from '@nestjs/common';
import { Database, sealedColumns } from '../database';
import { FieldCipher } from './field-cipher';

/** How many texts of a place are sealed under a key, and whether it opens them; one of them is tried. */
export interface SealedRows {
  readonly place: string;
  readonly keyId: string;
  readonly rows: number;
  readonly opens: boolean;
}

/** Where sealed texts stand: in a column, or in the payload of an event that waits or could not be delivered. */
interface Place {
  readonly name: string;
  readonly table: string;
  readonly id: string;
  /** SQL that reads the text, and that sets it. */
  readonly text: string;
  readonly set: string;
}

interface Row {
  readonly id: string;
  readonly keyId: string | null;
}

interface Sealed {
  readonly id: string;
  readonly sealed: string;
}

const WINDOW = 2_000;
const BATCH = 100;
/** What events call something sealed. */
const IN_EVENTS = ['sealed', 'sealedToken'] as const;

/**
 * Seals under the first key what older ones sealed, so that those can be thrown away. Beside a running shop: a text that was written in the
 * meantime is newer than what was read, and stays.
 */
@Injectable()
export class Resealer {
  constructor(
    private readonly database: Database,
    private readonly cipher: FieldCipher,
  ) {}

  async counts(): Promise<SealedRows[]> {
    const found: SealedRows[] = [];
    for (const place of this.places()) {
      const keys = new Map<string, { rows: number; id: string }>();
      for await (const window of this.windows(place)) {
        for (const { id, keyId } of window) if (keyId !== null) keys.set(keyId, { id, rows: (keys.get(keyId)?.rows ?? 0) + 1 });
      }
      for (const [keyId, { rows, id }] of keys) {
        const [one] = await this.sealed(place, [id]);
        found.push({ place: place.name, keyId, rows, opens: one === undefined || this.opened(one.sealed) !== undefined });
      }
    }
    return found;
  }

  /** @returns how many were sealed anew, and how many cannot be opened because their key is gone or they were changed */
  async reseal(): Promise<{ readonly resealed: number; readonly lost: number }> {
    const total = { resealed: 0, lost: 0 };
    for (const place of this.places()) {
      for await (const window of this.windows(place)) {
        const older = window.flatMap(({ id, keyId }) => (keyId === null || keyId === this.cipher.keyId ? [] : [id]));
        for (let begin = 0; begin < older.length; begin += BATCH) {
          const { resealed, lost } = await this.resealRows(place, await this.sealed(place, older.slice(begin, begin + BATCH)));
          total.resealed += resealed;
          total.lost += lost;
        }
      }
    }
    return total;
  }

  private places(): Place[] {
    const columns = sealedColumns().map(({ entity, property }) => {
      const { metadata } = this.database.repository(entity);
      const column = metadata.findColumnWithPropertyName(property)?.databaseName;
      const [id, ...others] = metadata.primaryColumns;
      if (!column || !id || others.length > 0) throw new Error(`${metadata.name}.${property} cannot be sealed anew: it needs one id.`);
      const table = metadata.tableName;
      return { name: `${table}.${column}`, table, id: id.databaseName, text: column, set: `${column} = ?` };
    });
    const events = IN_EVENTS.map((member) => ({
      ...{ name: `platform_outbox.payload.${member}`, table: 'platform_outbox', id: 'id' },
      ...{ text: `JSON_UNQUOTE(JSON_EXTRACT(payload, '$.${member}'))`, set: `payload = JSON_SET(payload, '$.${member}', ?)` },
    }));
    return [...columns, ...events];
  }

  /** Every row, by id, so many at a time: a statement that looked through a large table for the few would be taken for a silent one. */
  private async *windows({ table, id, text }: Place): AsyncGenerator<readonly Row[]> {
    for (let after = ''; ;) {
      const rows = await this.database.query<Row>(
        `SELECT ${id} AS id, SUBSTRING_INDEX(${text}, '.', 1) AS keyId FROM ${table} WHERE ${id} > ? ORDER BY ${id} LIMIT ${WINDOW}`,
        [after],
      );
      const last = rows.at(-1);
      if (!last) return;
      yield rows;
      after = last.id;
    }
  }

  private sealed({ table, id, text }: Place, ids: readonly string[]): Promise<Sealed[]> {
    return this.database.query<Sealed>(`SELECT ${id} AS id, ${text} AS sealed FROM ${table} WHERE ${id} IN (?) AND ${text} IS NOT NULL`, [
      ids,
    ]);
  }

  private async resealRows({ table, id, text, set }: Place, rows: readonly Sealed[]): Promise<{ resealed: number; lost: number }> {
    const opened = rows.flatMap(({ id: row, sealed }) => {
      const plain = this.opened(sealed);
      return plain === undefined ? [] : [{ row, sealed, anew: this.cipher.seal(plain) }];
    });
    const resealed = await this.database.transaction(async () => {
      let written = 0;
      for (const { row, sealed, anew } of opened)
        written += await this.database.execute(`UPDATE ${table} SET ${set} WHERE ${id} = ? AND ${text} = ?`, [anew, row, sealed]);
      return written;
    });
    return { resealed, lost: rows.length - opened.length };
  }

  private opened(sealed: string): string | undefined {
    try {
      return this.cipher.open(sealed);
    } catch {
      return undefined;
    }
  }
}
