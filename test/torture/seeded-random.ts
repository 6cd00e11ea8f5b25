import { createHash } from 'node:crypto';

const TOKEN_LENGTH = 16;
const ALPHABET = '0123456789abcdefghijklmnopqrstuvwxyz';
const TWO_TO_THE_32 = 4_294_967_296;

/** Numbers that look random and come in the same order for the same seed (sfc32, seeded by SHA-256). */
export class SeededRandom {
  private a: number;
  private b: number;
  private c: number;
  private counter = 1;

  constructor(readonly seed: string) {
    const hash = createHash('sha256').update(seed).digest();
    this.a = hash.readInt32LE(0);
    this.b = hash.readInt32LE(4);
    this.c = hash.readInt32LE(8);
    for (let warmUp = 0; warmUp < 12; warmUp += 1) this.next();
  }

  integer(maxExclusive: number): number {
    return Math.floor((this.next() / TWO_TO_THE_32) * maxExclusive);
  }

  /** Both ends included. */
  between(least: number, most: number): number {
    return least + this.integer(most - least + 1);
  }

  pick<T>(items: readonly T[]): T {
    const item = items[this.integer(items.length)];
    if (item === undefined) throw new Error('There is nothing to pick from');
    return item;
  }

  shuffle<T>(items: readonly T[]): T[] {
    const keyed = items.map((item) => ({ item, place: this.next() }));
    return keyed.sort((one, other) => one.place - other.place).map(({ item }) => item);
  }

  chance(p: number): boolean {
    return this.next() / TWO_TO_THE_32 < p;
  }

  token(): string {
    return Array.from({ length: TOKEN_LENGTH }, () => ALPHABET[this.integer(ALPHABET.length)]).join('');
  }

  private next(): number {
    const sum = (((this.a + this.b) | 0) + this.counter) | 0;
    this.counter = (this.counter + 1) | 0;
    this.a = this.b ^ (this.b >>> 9);
    this.b = (this.c + (this.c << 3)) | 0;
    this.c = (((this.c << 21) | (this.c >>> 11)) + sum) | 0;
    return sum >>> 0;
  }
}
