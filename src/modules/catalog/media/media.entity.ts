import { Entity, Index, Unique } from 'typeorm';
import { AsciiColumn, CountColumn, IdColumn, InstantColumn, RefColumn, TextColumn, VersionNumberColumn } from '../../../platform/database';
import type { ImageType } from './image-type';

/** `uploading`: the file may not be whole. `pending`: sizes are to be made. `failed`: it could not be decoded. `deleting`: files go, then the row. */
export const MEDIA_STATUSES = ['uploading', 'pending', 'ready', 'failed', 'deleting'] as const;
export type MediaStatus = (typeof MEDIA_STATUSES)[number];

/** An uploaded image. Where its files are follows from its id and its measures: see `media-address.ts`. */
@Entity('catalog_media')
@Unique('catalog_media_checksum', ['checksum'])
@Index('catalog_media_queue', ['status', 'leaseUntil'])
export class Media {
  @IdColumn() id!: string;
  @AsciiColumn(16) status!: MediaStatus;
  @AsciiColumn(8) type!: ImageType;
  @CountColumn() width!: number;
  @CountColumn() height!: number;
  @CountColumn() size!: number;
  /** SHA-256 of the bytes: the same file is stored once. Null when it is on its way out. */
  @AsciiColumn(64, { nullable: true }) checksum!: string | null;
  @TextColumn(255) fileName!: string;
  @VersionNumberColumn() version!: number;
  @CountColumn({ default: 0 }) attempts!: number;
  @InstantColumn() leaseUntil!: Date;
  @RefColumn({ nullable: true }) createdBy!: string | null;
  @InstantColumn() createdAt!: Date;
}

export const catalogMediaEntities = [Media] as const;
