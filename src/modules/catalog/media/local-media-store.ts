import { createReadStream } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, rmdir, stat, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { randomUUID } from 'node:crypto';
import { MediaStore } from './media-store';
import type { StoredFile } from './media-store';

/** Files in a folder of this machine. */
export class LocalMediaStore extends MediaStore {
  private readonly root: string;

  constructor(directory: string) {
    super();
    this.root = resolve(directory);
  }

  /** Rights alone do not tell: the disk may be for reading only. So a folder is made in it. */
  async open(): Promise<void> {
    await mkdir(this.root, { recursive: true });
    await rmdir(await mkdtemp(join(this.root, '.try-')));
  }

  async put(key: string, bytes: Buffer): Promise<void> {
    const path = this.pathOf(key);
    await mkdir(dirname(path), { recursive: true });
    // A rename is whole or not at all, so nobody is ever served half a file.
    const draft = `${path}.${randomUUID()}`;
    await writeFile(draft, bytes, { flag: 'wx' });
    await rename(draft, path);
  }

  async get(key: string): Promise<StoredFile | undefined> {
    const path = this.pathOf(key);
    const found = await stat(path).catch(absent);
    return found?.isFile() ? { size: found.size, content: createReadStream(path) } : undefined;
  }

  async remove(key: string): Promise<void> {
    const path = this.pathOf(key);
    await rm(path, { force: true });
    // The folder goes with the last file in it.
    await rmdir(dirname(path)).catch(() => undefined);
  }

  private pathOf(key: string): string {
    const path = join(this.root, key);
    if (!path.startsWith(`${this.root}/`)) throw new Error(`Not a key of ours: ${key}`);
    return path;
  }
}

function absent(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT' && error.code !== 'ENOTDIR') throw error;
}
