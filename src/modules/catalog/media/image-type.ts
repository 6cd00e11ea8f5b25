export const IMAGE_TYPES = ['jpeg', 'png', 'webp', 'gif', 'avif'] as const;
export type ImageType = (typeof IMAGE_TYPES)[number];

export const EXTENSIONS: Readonly<Record<ImageType, string>> = { jpeg: 'jpg', png: 'png', webp: 'webp', gif: 'gif', avif: 'avif' };

const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** What the bytes are, whatever the file is called and its sender says. Undefined for everything that is not one of our types, SVG too. */
export function imageTypeOf(bytes: Buffer): ImageType | undefined {
  const text = (from: number, to: number): string => bytes.toString('latin1', from, to);
  if (bytes.length >= 3 && bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff) return 'jpeg';
  if (bytes.subarray(0, 8).equals(PNG)) return 'png';
  if (text(0, 4) === 'RIFF' && text(8, 12) === 'WEBP') return 'webp';
  if (text(0, 6) === 'GIF87a' || text(0, 6) === 'GIF89a') return 'gif';
  // The brands stand in the first box, the major one first; those of other images in this container are not ours.
  const brands = text(4, 8) === 'ftyp' ? text(8, Math.min(bytes.length, bytes.readUInt32BE(0), 128)) : '';
  return brands.startsWith('avif') || brands.startsWith('avis') ? 'avif' : undefined;
}
