import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { BodyTooLarge, ValidationFailed } from '../../../platform/http';
import { ImageProcessor } from './image-processor';
import { originalKey } from './media-address';
import { MediaStore } from './media-store';
import { MediaStoreUnavailable } from './media.errors';
import { MediaTable } from './media-table';
import type { Media } from './media.entity';

export const MAX_BYTES = 20 * 1024 * 1024;
/** A few fields more than the operation has, so that it can say which one is wrong. */
const LIMITS = { fileSize: MAX_BYTES, files: 1, fields: 5, fieldSize: 100, parts: 6 };

interface Sent {
  readonly bytes: Buffer;
  readonly fileName: string;
}

/** Takes an image in: what it is, its bytes tell. */
@Injectable()
export class MediaUpload {
  constructor(
    private readonly images: ImageProcessor,
    private readonly table: MediaTable,
    private readonly store: MediaStore,
  ) {}

  async receive(request: FastifyRequest, createdBy: string | null): Promise<Media> {
    return this.keep(await sentFile(request), createdBy);
  }

  /** The row first, then the file, then the word that the file is whole: whatever breaks off in between is found again. @throws MediaStoreUnavailable */
  async keep({ bytes, fileName }: Sent, createdBy: string | null): Promise<Media> {
    const inspected = await this.images.inspect(bytes);
    const checksum = createHash('sha256').update(bytes).digest('hex');
    const media = await this.table.add({ ...inspected, size: bytes.length, checksum, fileName, createdBy });
    if (media.status !== 'uploading') return media;
    await this.store.put(originalKey(media), bytes, `image/${media.type}`).catch((error: unknown) => {
      throw new MediaStoreUnavailable(error);
    });
    await this.table.move(media.id, 'uploading', 'pending');
    return this.table.get(media.id);
  }
}

const noFile = (): ValidationFailed => ValidationFailed.at('/file', 'required', 'is required: the image, as a part with a file name');

async function sentFile(request: FastifyRequest): Promise<Sent> {
  let sent: Sent | undefined;
  for await (const part of request.parts({ limits: LIMITS })) {
    if (part.fieldname !== 'file') {
      throw ValidationFailed.at(`/${part.fieldname}`, 'unknown', 'is not a field of this operation; the file is called "file"');
    }
    if (part.type !== 'file') throw noFile();
    const bytes = await part.toBuffer();
    if (part.file.truncated) throw new BodyTooLarge();
    const name =
      part.filename
        .replace(/\p{Cc}/gu, '')
        .split(/[/\\]/)
        .at(-1) ?? '';
    sent = { bytes, fileName: name.normalize('NFC').trim().slice(0, 255) || 'image' };
  }
  if (!sent) throw noFile();
  return sent;
}
