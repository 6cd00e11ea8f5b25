import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../../support/shop';

const ROOT = join(__dirname, '..', '..', '..');
const PRELOAD = join(__dirname, 'preload-failpoints.mjs');
const READY_MS = 120_000;
const LOG_LINES = 200;

/** The process of the shop that is killed and started again, on the same port and database. */
export class Victim {
  private child: ChildProcess | undefined;
  private readonly lines: string[] = [];

  private constructor(
    readonly url: string,
    private readonly env: NodeJS.ProcessEnv,
  ) {}

  /** A seeded shop on an empty database. */
  static async start(databaseUrl: string, settings: Readonly<Record<string, string>>): Promise<Victim> {
    const port = String(await freePort());
    const url = `http://127.0.0.1:${port}`;
    const env = { ...process.env, ...settings, DATABASE_URL: databaseUrl, PORT: port, PUBLIC_URL: url };
    for (const script of ['deploy/local/build.mjs', 'dist/src/cli/prepare.js']) {
      const { status, stdout, stderr } = spawnSync(process.execPath, [script], { cwd: ROOT, env, encoding: 'utf8' });
      if (status !== 0) throw new Error(`${script} failed:\n${stdout}\n${stderr}`);
    }
    const victim = new Victim(url, env);
    await victim.launch();
    return victim;
  }

  get isAlive(): boolean {
    return this.child !== undefined && this.child.exitCode === null && this.child.signalCode === null;
  }

  /** What it has logged last, for a violation. */
  get log(): string {
    return this.lines.join('');
  }

  async launch(): Promise<void> {
    const child = spawn(process.execPath, ['--import', pathToFileURL(PRELOAD).href, 'dist/src/main.js'], {
      cwd: ROOT,
      env: this.env,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    child.on('error', () => undefined);
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => this.remember(chunk.toString()));
    this.child = child;
    const deadline = Date.now() + READY_MS;
    while (Date.now() < deadline) {
      if (!this.isAlive) throw new Error(`The shop ended while it started:\n${this.log}`);
      const answer = await fetch(`${this.url}/health/ready`).catch(() => undefined);
      if (answer?.status === 200) return;
      await sleep(30);
    }
    throw new Error(`The shop was not ready within ${READY_MS} ms:\n${this.log}`);
  }

  /** From now on the process ends itself when it passes there for the `hit`th time. */
  arm(failpoint: string, hit: number): void {
    this.child?.send({ failpoint, hit });
  }

  async kill(): Promise<void> {
    await this.end('SIGKILL');
  }

  async stop(): Promise<void> {
    await this.end('SIGTERM');
  }

  private end(signal: NodeJS.Signals): Promise<void> {
    const child = this.child;
    return new Promise((resolve) => {
      if (!child || !this.isAlive) return resolve();
      child.once('exit', () => resolve());
      child.kill(signal);
    });
  }

  private remember(text: string): void {
    this.lines.push(text);
    if (this.lines.length > LOG_LINES) this.lines.splice(0, this.lines.length - LOG_LINES);
  }
}
