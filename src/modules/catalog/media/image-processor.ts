import { Injectable } from '@nestjs/common';
import type { Sharp, SharpOptions } from 'sharp';
import { NotAnImage, TooManyPixels } from './media.errors';
import { imageTypeOf } from './image-type';
import type { ImageType } from './image-type';

/** A few kilobytes can claim to be a picture of gigabytes: nothing beyond this is ever decoded. */
export const MAX_PIXELS = 50_000_000;
const MAX_SIDE = 16_000;
const SECONDS = 20;
const QUALITY = 80;
/** What sharp calls the formats. */
const FORMATS: Readonly<Record<ImageType, string>> = { jpeg: 'jpeg', png: 'png', webp: 'webp', gif: 'gif', avif: 'heif' };

export interface Inspected {
  readonly type: ImageType;
  readonly width: number;
  readonly height: number;
}

/** The only place that decodes images. The native library is loaded when the first one comes: most processes never need its memory. */
@Injectable()
export class ImageProcessor {
  /** Reads the header only. @throws NotAnImage, TooManyPixels */
  async inspect(bytes: Buffer): Promise<Inspected> {
    const type = imageTypeOf(bytes);
    if (!type) throw new NotAnImage();
    // Without a limit the library would refuse large images with an error that does not say so.
    const { format, autoOrient } = await (await open(bytes, { limitInputPixels: false })).metadata().catch(() => {
      throw new NotAnImage();
    });
    if (format !== FORMATS[type]) throw new NotAnImage();
    const { width, height } = autoOrient;
    if (width > MAX_SIDE || height > MAX_SIDE || width * height > MAX_PIXELS) throw new TooManyPixels(width, height, MAX_PIXELS);
    return { type, width, height };
  }

  /** A copy of that width, upright, without what a camera wrote into it. */
  async resized(bytes: Buffer, width: number): Promise<Buffer> {
    const image = await open(bytes, { limitInputPixels: MAX_PIXELS });
    return image.rotate().resize({ width, withoutEnlargement: true }).webp({ quality: QUALITY }).timeout({ seconds: SECONDS }).toBuffer();
  }
}

async function open(bytes: Buffer, options: SharpOptions): Promise<Sharp> {
  const { default: sharp } = await import('sharp');
  sharp.cache(false);
  sharp.concurrency(1);
  return sharp(bytes, { ...options, failOn: 'error', sequentialRead: true });
}
