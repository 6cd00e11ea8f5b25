import { buffer } from 'node:stream/consumers';
import { Injectable, Logger } from '@nestjs/common';
import type { OnModuleDestroy } from '@nestjs/common';
import { Every } from '../../../platform/jobs';
import { ImageProcessor } from './image-processor';
import { copyKey, originalKey, widthsFor } from './media-address';
import { MediaStore } from './media-store';
import { MediaTable } from './media-table';
import type { Media } from './media.entity';

/** Makes the smaller copies of images, and takes the files of deleted ones away. What breaks off is taken up again a minute later. */
@Injectable()
export class MediaWorker implements OnModuleDestroy {
  private readonly logger = new Logger('MediaWorker');
  private stopping = false;

  constructor(
    private readonly table: MediaTable,
    private readonly store: MediaStore,
    private readonly images: ImageProcessor,
  ) {}

  onModuleDestroy(): void {
    this.stopping = true;
  }

  @Every({ name: 'catalog.media', everyMs: 1000 })
  async work(): Promise<void> {
    while (!this.stopping) {
      const media = await this.table.claim();
      if (!media) return;
      await this.attempt(media).catch((error: unknown) =>
        this.logger.warn({ err: error, media: media.id }, 'An image is tried again later'),
      );
    }
  }

  private async attempt(media: Media): Promise<void> {
    if (media.status === 'deleting') await this.remove(media);
    else if (this.table.hasTriedTooOften(media)) await this.table.move(media.id, 'pending', 'failed');
    else await this.resize(media);
  }

  private async resize(media: Media): Promise<void> {
    const original = await this.store.get(originalKey(media));
    if (!original) throw new Error('The file is not there');
    const bytes = await buffer(original.content);
    for (const width of widthsFor(media.width)) {
      const copy = await this.images.resized(bytes, width).catch((error: unknown) => {
        this.logger.warn({ err: error, media: media.id }, 'An image could not be decoded; it is shown as it was sent');
      });
      if (!copy) return void (await this.table.move(media.id, 'pending', 'failed'));
      await this.store.put(copyKey(media.id, width), copy, 'image/webp');
    }
    await this.table.move(media.id, 'pending', 'ready');
  }

  private async remove(media: Media): Promise<void> {
    for (const width of widthsFor(media.width)) await this.store.remove(copyKey(media.id, width));
    await this.store.remove(originalKey(media));
    await this.table.forget(media.id);
  }
}
