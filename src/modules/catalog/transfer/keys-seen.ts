import { randomInt } from 'node:crypto';

const FIRST_CAPACITY = 1024;
const MAX_SEED = 2 ** 32 - 1;

/**
 * Where each key of a file stood first, in 12 bytes for a key however long it is: texts would be most of the memory of an import. Keys are told
 * apart by 64 bits; that some two of a million would be taken for the same happens once in 37 million files.
 */
export class KeysSeen {
  private readonly seeds = [randomInt(MAX_SEED), randomInt(MAX_SEED)] as const;
  private high = new Uint32Array(FIRST_CAPACITY);
  private low = new Uint32Array(FIRST_CAPACITY);
  /** 0 where there is none yet. */
  private lines = new Uint32Array(FIRST_CAPACITY);
  private size = 0;

  /** The line that the key was noted with first, if it was. */
  note(key: string, line: number): number | undefined {
    if (2 * this.size >= this.lines.length) this.grow();
    const [high, low] = hash(key, this.seeds);
    const place = this.placeOf(high, low);
    const earlier = this.lines[place];
    if (earlier !== 0) return earlier;
    this.put(place, high, low, line);
    this.size += 1;
    return undefined;
  }

  /** Of the key, or where it would stand. */
  private placeOf(high: number, low: number): number {
    const mask = this.lines.length - 1;
    let place = low & mask;
    while (this.lines[place] !== 0 && (this.low[place] !== low || this.high[place] !== high)) place = (place + 1) & mask;
    return place;
  }

  private put(place: number, high: number, low: number, line: number): void {
    this.high[place] = high;
    this.low[place] = low;
    this.lines[place] = line;
  }

  private grow(): void {
    const { high, low, lines } = this;
    const capacity = 2 * lines.length;
    [this.high, this.low, this.lines] = [new Uint32Array(capacity), new Uint32Array(capacity), new Uint32Array(capacity)];
    lines.forEach((line, index) => {
      const [h, l] = [high[index] ?? 0, low[index] ?? 0];
      if (line !== 0) this.put(this.placeOf(h, l), h, l, line);
    });
  }
}

/** Two mixes of 32 bits with seeds of this file's own, so that nobody can prepare keys that meet. */
function hash(text: string, [first, second]: readonly [number, number]): readonly [high: number, low: number] {
  let [high, low] = [first, second];
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    high = Math.imul(high ^ code, 2654435761);
    low = Math.imul(low ^ code, 1597334677);
    high ^= low >>> 15;
    low ^= high >>> 13;
  }
  high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909);
  low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909);
  return [high >>> 0, low >>> 0];
}
