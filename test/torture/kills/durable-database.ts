import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunningDatabase } from '../../../deploy/local/database.mjs';

const ROOT = join(__dirname, '..', '..', '..');

/** A server that keeps what it has acknowledged, on a folder of its own; unlike the fast one of other tests it may be killed. */
export class DurableDatabase {
  private constructor(
    private readonly folder: string,
    private running: RunningDatabase,
  ) {}

  static async start(): Promise<DurableDatabase> {
    const folder = await mkdtemp(join(tmpdir(), 'portico-kills-'));
    return new DurableDatabase(folder, await startOn(folder));
  }

  get url(): string {
    return this.running.url;
  }

  kill(): void {
    if (this.running.pid === null) throw new Error('A database in a container cannot be killed by this lane');
    process.kill(this.running.pid, 'SIGKILL');
  }

  async revive(): Promise<void> {
    const { url } = this.running;
    this.running = await startOn(this.folder);
    if (this.running.url !== url) throw new Error(`The database came back as ${this.running.url}, not ${url}`);
  }

  async stop(): Promise<void> {
    await this.running.stop();
    await rm(this.folder, { recursive: true, force: true });
    await rm(`${join(this.folder, 'data')}.run`, { recursive: true, force: true });
  }
}

async function startOn(folder: string): Promise<RunningDatabase> {
  const local = await import('../../../deploy/local/database.mjs');
  return local.startDatabase({ root: ROOT, dataDir: join(folder, 'data'), log: () => undefined });
}
