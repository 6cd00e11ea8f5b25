import type { Readable } from 'node:stream';

export interface StoredFile {
  readonly size: number;
  readonly content: Readable;
}

/** Port: where files are kept. Keys are ours (`med_.../320w.webp`), so an adapter need not clean them. */
export abstract class MediaStore {
  /** Asked once, before the shop serves. @throws when a setting keeps files from being kept here at all */
  abstract open(): Promise<void>;
  /** Whole or not at all; writing the same key again is harmless. */
  abstract put(key: string, bytes: Buffer, mediaType: string): Promise<void>;
  /** Undefined when there is no such file. */
  abstract get(key: string): Promise<StoredFile | undefined>;
  /** Harmless when there is none. */
  abstract remove(key: string): Promise<void>;
}
