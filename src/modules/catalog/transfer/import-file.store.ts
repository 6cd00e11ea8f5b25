import { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { Clock } from '../../../platform/clock';
import { Database } from '../../../platform/database';
import { CatalogImportChunk } from './import.entity';

const CHUNK_BYTES = 256 * 1024;
const DAY_MS = 24 * 3600 * 1000;

/** Uploaded files, in pieces in the database, so that any process can take an import. No transaction is open while the network is slow. */
@Injectable()
export class ImportFileStore {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** Stores the stream and answers its size. What an upload that breaks off leaves behind is cleared away here, or a day later. */
  async write(importId: string, file: AsyncIterable<Buffer>): Promise<number> {
    this.database.forbidTransaction();
    let size = 0;
    let position = 0;
    let waiting: Buffer[] = [];
    let waitingBytes = 0;
    const flush = async (): Promise<void> => {
      if (waitingBytes === 0) return;
      const bytes = Buffer.concat(waiting);
      [waiting, waitingBytes] = [[], 0];
      await this.database.repository(CatalogImportChunk).insert({ importId, position, bytes, createdAt: this.clock.now() });
      position += 1;
    };
    for await (const bytes of file) {
      waiting.push(bytes);
      waitingBytes += bytes.length;
      size += bytes.length;
      if (waitingBytes >= CHUNK_BYTES) await flush();
    }
    await flush();
    return size;
  }

  read(importId: string): Readable {
    return Readable.from(this.chunks(importId));
  }

  async remove(importId: string): Promise<void> {
    await this.database.execute('DELETE FROM catalog_import_chunk WHERE import_id = ?', [importId]);
  }

  async removeAbandoned(): Promise<number> {
    return this.database.execute(
      'DELETE FROM catalog_import_chunk WHERE created_at < ? AND NOT EXISTS (SELECT 1 FROM catalog_import i WHERE i.id = import_id) LIMIT 1000',
      [new Date(this.clock.now().getTime() - DAY_MS)],
    );
  }

  private async *chunks(importId: string): AsyncGenerator<Buffer> {
    for (let position = 0; ; position += 1) {
      const [chunk] = await this.database.query<{ bytes: Buffer }>(
        'SELECT bytes FROM catalog_import_chunk WHERE import_id = ? AND position = ?',
        [importId, position],
      );
      if (!chunk) return;
      yield chunk.bytes;
    }
  }
}
