import { Injectable } from '@nestjs/common';
import { Clock } from '../../../platform/clock';
import { Config } from '../../../platform/config';
import { Database, isDuplicateKey } from '../../../platform/database';
import { CursorCodec, NotFound, PreconditionFailed, pageOf, pageSize, wantsTotal } from '../../../platform/http';
import type { Page, PageQuery } from '../../../platform/http';
import { newId } from '../../../platform/ids';
import { originalKey } from './media-address';
import { Media } from './media.entity';
import type { MediaStatus } from './media.entity';
import { MediaInUse } from './media.errors';

const LEASE_SECONDS = 60;
const MAX_ATTEMPTS = 5;
const HERE = `status <> 'deleting'`;

export type NewMedia = Pick<Media, 'type' | 'width' | 'height' | 'size' | 'checksum' | 'fileName' | 'createdBy'>;

/** Uploaded images, and what is still to be done with them. */
@Injectable()
export class MediaTable {
  constructor(
    private readonly config: Config,
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly cursors: CursorCodec,
  ) {}

  /** The same bytes are one image, whoever sends them again. */
  async add(media: NewMedia): Promise<Media> {
    const now = this.clock.now();
    try {
      const row = { ...media, id: newId('med'), status: 'uploading', version: 1, createdAt: now, leaseUntil: now } as const;
      await this.database.repository(Media).insert(row);
    } catch (error) {
      if (!isDuplicateKey(error, 'catalog_media_checksum')) throw error;
    }
    const stored = await this.database.repository(Media).findOneBy({ checksum: media.checksum ?? '' });
    // Deleted in this very moment; the sender may come again.
    if (!stored) throw new NotFound('media');
    return stored;
  }

  /** @throws NotFound */
  async get(id: string): Promise<Media> {
    const media = await this.database.repository(Media).findOneBy({ id });
    if (!media || media.status === 'deleting') throw new NotFound('media');
    return media;
  }

  async page(asked: PageQuery): Promise<Page<Media>> {
    const scope = { list: 'media' };
    const limit = pageSize(asked);
    const [before] = asked.cursor === undefined ? [] : this.cursors.decode(asked.cursor, scope);
    const query = this.database.repository(Media).createQueryBuilder('m').where(`m.${HERE}`);
    const total = wantsTotal(asked) ? await query.getCount() : undefined;
    if (before !== undefined) query.andWhere('m.id < :before', { before });
    const rows = await query
      .orderBy('m.id', 'DESC')
      .limit(limit + 1)
      .getMany();
    return pageOf(rows, limit, (last) => this.cursors.encode([last.id], scope), total);
  }

  /** The address to show the image by. It cannot be deleted until the transaction ends. @throws NotFound */
  async lockedAddress(id: string): Promise<string> {
    this.database.requireTransaction();
    const rows = await this.database.query<Media>(
      `SELECT id, type, width, height FROM catalog_media WHERE id = ? AND status NOT IN ('uploading', 'deleting') LOCK IN SHARE MODE`,
      [id],
    );
    const [media] = rows;
    if (!media) throw new NotFound('media');
    return this.addressOf(media);
  }

  addressOf(media: Pick<Media, 'id' | 'type' | 'width' | 'height'>): string {
    return `${this.config.publicUrl}/media/${originalKey(media)}`;
  }

  /** The files go later. @throws NotFound, PreconditionFailed, MediaInUse */
  async discard(id: string, expectedVersion: number | undefined): Promise<void> {
    await this.database.transaction(async () => {
      const [media] = await this.database.query<Media>(`SELECT version FROM catalog_media WHERE id = ? AND ${HERE} FOR UPDATE`, [id]);
      if (!media) throw new NotFound('media');
      if (expectedVersion !== undefined && media.version !== expectedVersion) throw new PreconditionFailed();
      const users = await this.database.query<{ product_id: string }>(
        'SELECT DISTINCT product_id FROM catalog_image WHERE media_id = ? ORDER BY product_id LIMIT 10',
        [id],
      );
      if (users.length > 0) throw new MediaInUse(users.map((row) => row.product_id));
      await this.database.execute(
        `UPDATE catalog_media SET status = 'deleting', checksum = NULL, attempts = 0, version = version + 1, lease_until = UTC_TIMESTAMP(3) WHERE id = ?`,
        [id],
      );
    });
  }

  /** The next image with something to do; nobody else gets it for a minute. An upload that never ended is deleted after a day. */
  async claim(): Promise<Media | undefined> {
    return this.database.transaction(async () => {
      await this.database.execute(
        `UPDATE catalog_media SET status = 'deleting', checksum = NULL WHERE status = 'uploading' AND lease_until < UTC_TIMESTAMP(3) - INTERVAL 1 DAY`,
      );
      const [found] = await this.database.query<{ id: string }>(
        `SELECT id FROM catalog_media WHERE status IN ('pending', 'deleting') AND lease_until <= UTC_TIMESTAMP(3)
          ORDER BY lease_until LIMIT 1 FOR UPDATE SKIP LOCKED`,
      );
      if (!found) return undefined;
      await this.database.execute(
        `UPDATE catalog_media SET attempts = attempts + 1, lease_until = UTC_TIMESTAMP(3) + INTERVAL ${LEASE_SECONDS} SECOND WHERE id = ?`,
        [found.id],
      );
      return (await this.database.repository(Media).findOneBy({ id: found.id })) ?? undefined;
    });
  }

  hasTriedTooOften(media: Media): boolean {
    return media.status === 'pending' && media.attempts > MAX_ATTEMPTS;
  }

  /** @returns whether it was in the state before */
  async move(id: string, from: MediaStatus, to: MediaStatus): Promise<boolean> {
    const matched = await this.database.execute(
      'UPDATE catalog_media SET status = ?, version = version + 1, lease_until = UTC_TIMESTAMP(3), attempts = 0 WHERE id = ? AND status = ?',
      [to, id, from],
    );
    return matched === 1;
  }

  async forget(id: string): Promise<void> {
    await this.database.execute(`DELETE FROM catalog_media WHERE id = ? AND status = 'deleting'`, [id]);
  }
}
