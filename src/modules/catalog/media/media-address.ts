import { EXTENSIONS } from './image-type';
import type { ImageType } from './image-type';

/** Smaller copies are made in these widths, of images that are wider. */
const WIDTHS = [320, 640, 1280] as const;
const ID = 'med_[0-9A-Za-z]{22}';
const ADDRESS = new RegExp(`^(https?://.*/media/(${ID}))/(\\d{1,5})x(\\d{1,5})\\.(?:jpg|png|webp|gif|avif)$`);
const FILE = new RegExp(`^(?:\\d{1,5}x\\d{1,5}\\.(?:jpg|png|webp|gif|avif)|(?:${WIDTHS.join('|')})w\\.webp)$`);
const TYPES: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(EXTENSIONS).map(([type, extension]) => [extension, type]),
);

export interface ImageSize {
  readonly width: number;
  readonly height: number;
  readonly url: string;
}

interface Measured {
  readonly id: string;
  readonly type: ImageType;
  readonly width: number;
  readonly height: number;
}

/** Where the store keeps the image as it was sent. Its measures are part of the address, so a page needs no look at the tables. */
export function originalKey({ id, type, width, height }: Measured): string {
  return `${id}/${width}x${height}.${EXTENSIONS[type]}`;
}

export function copyKey(id: string, width: number): string {
  return `${id}/${width}w.webp`;
}

export function widthsFor(width: number): readonly number[] {
  return WIDTHS.filter((candidate) => candidate < width);
}

/** The media type of a file of ours by its name; undefined when it is none. */
export function typeOfFile(name: string): string | undefined {
  const extension = FILE.test(name) ? name.split('.').at(-1) : undefined;
  return extension === undefined ? undefined : `image/${TYPES[extension] ?? extension}`;
}

/** The media that an image's address belongs to; null for an image from elsewhere. */
export function mediaIdOf(url: string): string | null {
  return ADDRESS.exec(url)?.[2] ?? null;
}

/** The sizes in which an image can be fetched, the smallest first; none for an image from elsewhere. */
export function sizesOf(url: string): ImageSize[] {
  const [, base, , width, height] = ADDRESS.exec(url) ?? [];
  if (base === undefined) return [];
  const full = { width: Number(width), height: Number(height), url };
  const copies = widthsFor(full.width).map((smaller) => ({
    width: smaller,
    height: Math.max(1, Math.round((full.height * smaller) / full.width)),
    url: `${base}/${smaller}w.webp`,
  }));
  return [...copies, full];
}
