import { Injectable } from '@nestjs/common';
import { NotFound } from '../../../platform/http';
import { originalKey, typeOfFile } from './media-address';
import { MediaStore } from './media-store';
import { MediaStoreUnavailable } from './media.errors';
import type { StoredFile } from './media-store';
import { MediaTable } from './media-table';

export interface ServedFile extends StoredFile {
  readonly mediaType: string;
  /** Whether the address will show these bytes for ever. */
  readonly final: boolean;
}

/** What stands behind an address under /media. */
@Injectable()
export class MediaFile {
  constructor(
    private readonly table: MediaTable,
    private readonly store: MediaStore,
  ) {}

  /** A copy that is not made yet is answered with the image itself. @throws NotFound, MediaStoreUnavailable */
  async open(id: string, name: string): Promise<ServedFile> {
    const mediaType = typeOfFile(name);
    if (mediaType === undefined) throw new NotFound('image');
    const file = await this.found(`${id}/${name}`);
    if (file) return { ...file, mediaType, final: true };
    const media = await this.table.get(id);
    const original = name.endsWith('w.webp') ? await this.found(originalKey(media)) : undefined;
    if (!original) throw new NotFound('image');
    return { ...original, mediaType: `image/${media.type}`, final: false };
  }

  private async found(key: string): Promise<StoredFile | undefined> {
    try {
      return await this.store.get(key);
    } catch (error) {
      throw new MediaStoreUnavailable(error);
    }
  }
}
