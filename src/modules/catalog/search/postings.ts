/** Words of a product by number, with their weights. */
export type Postings = ReadonlyMap<number, number>;

const SIZE = 6;

/** Four bytes for the word, two for its weight, in the order of the numbers. */
export function packed(postings: Postings): Buffer {
  const bytes = Buffer.alloc(postings.size * SIZE);
  [...postings]
    .sort(([a], [b]) => a - b)
    .forEach(([term, weight], index) => bytes.writeUInt16BE(weight, bytes.writeUInt32BE(term, index * SIZE)));
  return bytes;
}

export function unpacked(bytes: Buffer): Postings {
  const postings = new Map<number, number>();
  for (let at = 0; at + SIZE <= bytes.length; at += SIZE) postings.set(bytes.readUInt32BE(at), bytes.readUInt16BE(at + 4));
  return postings;
}
