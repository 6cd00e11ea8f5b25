import { ApiProperty } from '@nestjs/swagger';
import { Example } from '../../../platform/http';
import { IMAGE_TYPES } from './image-type';
import type { ImageType } from './image-type';
import { sizesOf } from './media-address';
import type { Media } from './media.entity';

const SHOWN = ['uploading', 'pending', 'ready', 'failed'] as const;

/** A width in which an image can be fetched. */
export class ImageSizeResponse {
  /** In pixels. */
  @ApiProperty({ type: 'integer', minimum: 1, example: 640 })
  readonly width!: number;

  /** In pixels. */
  @ApiProperty({ type: 'integer', minimum: 1, example: 480 })
  readonly height!: number;

  /** Absolute address; it shows the same picture for ever. @example https://shop.example.com/media/med_02ITLcBYoUJdzTUMCSHuv3/640w.webp */
  readonly url!: string;
}

/** An image that was uploaded to the shop. */
export class MediaResponse {
  /** Of the image; products take it as `mediaId`. @example med_02ITLcBYoUJdzTUMCSHuv3 */
  readonly id!: string;

  /** `pending`: smaller copies are being made. `failed`: it could not be decoded and is shown as it was sent. */
  @ApiProperty({ enum: SHOWN, enumName: 'MediaStatus', example: 'ready' })
  readonly status!: (typeof SHOWN)[number];

  /** What the bytes are. */
  @ApiProperty({ enum: IMAGE_TYPES, enumName: 'ImageType', example: 'jpeg' })
  readonly type!: ImageType;

  /** In pixels, upright. */
  @ApiProperty({ type: 'integer', minimum: 1, example: 1600 })
  readonly width!: number;

  /** In pixels, upright. */
  @ApiProperty({ type: 'integer', minimum: 1, example: 1200 })
  readonly height!: number;

  /** Bytes of the file. */
  @ApiProperty({ type: 'integer', minimum: 1, example: 248_113 })
  readonly size!: number;

  /** As the file was called when it was sent. @example mug.jpg */
  readonly fileName!: string;

  /** Absolute address of the image as it was sent. @example https://shop.example.com/media/med_02ITLcBYoUJdzTUMCSHuv3/1600x1200.jpg */
  readonly url!: string;

  /** The smaller copies and the image itself, the smallest first: what `srcset` takes. */
  @ApiProperty({ type: () => ImageSizeResponse, isArray: true })
  readonly sizes!: ImageSizeResponse[];

  /** Rises with every change. */
  @ApiProperty({ type: 'integer', minimum: 1, example: 3 })
  readonly version!: number;

  /** When it was uploaded. */
  @Example('2026-11-20T10:00:00.000Z')
  readonly createdAt!: string;

  static from(media: Media, url: string): MediaResponse {
    const { id, status, type, width, height, size, fileName, version, createdAt } = media;
    const shown = status === 'deleting' ? 'failed' : status;
    return {
      id,
      status: shown,
      type,
      width,
      height,
      size,
      fileName,
      url,
      sizes: sizesOf(url),
      version,
      createdAt: createdAt.toISOString(),
    };
  }
}
