import { Injectable } from '@nestjs/common';
import { Database, sealedColumns } from '../database';
import { toInteger } from '../money';
import { FieldCipher } from './field-cipher';

/** How many texts of a column are sealed under a key. */
export interface SealedRows {
  readonly table: string;
  readonly column: string;
  readonly keyId: string;
  readonly rows: number;
}

interface Place {
  readonly table: string;
  readonly column: string;
  readonly id: string;
}

interface Row {
  readonly id: string;
  readonly sealed: string;
}

const BATCH = 100;

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
    for (const { table, column } of this.places()) {
      const rows = await this.database.query<{ keyId: string; rows: unknown }>(
        `SELECT SUBSTRING_INDEX(${column}, '.', 1) AS keyId, COUNT(*) AS \`rows\` FROM ${table} WHERE ${column} IS NOT NULL GROUP BY keyId ORDER BY keyId`,
      );
      found.push(...rows.map(({ keyId, rows: number }) => ({ table, column, keyId, rows: toInteger(number) })));
    }
    return found;
  }

  /** Events that wait with something sealed under an older key; they are delivered within seconds, and never sealed anew. */
  async waiting(): Promise<number> {
    const sealed = ['sealed', 'sealedToken'].map((name) => `JSON_UNQUOTE(JSON_EXTRACT(payload, '$.${name}'))`).join(', ');
    const [row] = await this.database.query<{ rows: unknown }>(
      `SELECT COUNT(*) AS \`rows\` FROM platform_outbox WHERE SUBSTRING_INDEX(COALESCE(${sealed}), '.', 1) <> ?`,
      [this.cipher.keyId],
    );
    return toInteger(row?.rows ?? 0);
  }

  /** @returns how many were sealed anew, and how many cannot be opened because their key is gone or they were changed */
  async reseal(): Promise<{ readonly resealed: number; readonly lost: number }> {
    const total = { resealed: 0, lost: 0 };
    for (const place of this.places()) {
      for (let after = ''; ;) {
        const rows = await this.older(place, after);
        const last = rows.at(-1);
        if (!last) break;
        const { resealed, lost } = await this.resealRows(place, rows);
        total.resealed += resealed;
        total.lost += lost;
        after = last.id;
      }
    }
    return total;
  }

  private places(): Place[] {
    return sealedColumns().map(({ entity, property }) => {
      const { metadata } = this.database.repository(entity);
      const column = metadata.findColumnWithPropertyName(property)?.databaseName;
      const [id, ...others] = metadata.primaryColumns;
      if (!column || !id || others.length > 0) throw new Error(`${metadata.name}.${property} cannot be sealed anew: it needs one id.`);
      return { table: metadata.tableName, column, id: id.databaseName };
    });
  }

  private older({ table, column, id }: Place, after: string): Promise<Row[]> {
    return this.database.query<Row>(
      `SELECT ${id} AS id, ${column} AS sealed FROM ${table}
        WHERE ${id} > ? AND ${column} IS NOT NULL AND SUBSTRING_INDEX(${column}, '.', 1) <> ? ORDER BY ${id} LIMIT ${BATCH}`,
      [after, this.cipher.keyId],
    );
  }

  private async resealRows({ table, column, id }: Place, rows: readonly Row[]): Promise<{ resealed: number; lost: number }> {
    const opened = rows.flatMap(({ id: row, sealed }) => {
      const text = this.opened(sealed);
      return text === undefined ? [] : [{ row, sealed, anew: this.cipher.seal(text) }];
    });
    const resealed = await this.database.transaction(async () => {
      let written = 0;
      for (const { row, sealed, anew } of opened)
        written += await this.database.execute(`UPDATE ${table} SET ${column} = ? WHERE ${id} = ? AND ${column} = ?`, [anew, row, sealed]);
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
