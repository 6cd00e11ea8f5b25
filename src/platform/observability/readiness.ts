import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { Lifecycle } from '../http/lifecycle';

/** Throws, or rejects, while its part is not fit for work. */
export type ReadinessCheck = () => unknown;

export interface ReadinessReport {
  readonly ready: boolean;
  readonly checks: Readonly<Record<string, 'ok' | 'failing'>>;
}

const PATIENCE_MS = 1_000;

/** Whether this process should get requests. Parts of the house register what they need. */
@Injectable()
export class Readiness {
  private readonly checks = new Map<string, ReadinessCheck>();

  constructor(private readonly lifecycle: Lifecycle) {}

  register(name: string, check: ReadinessCheck): void {
    this.checks.set(name, check);
  }

  async report(): Promise<ReadinessReport> {
    const entries = await Promise.all([...this.checks].map(async ([name, check]) => [name, await outcome(check)] as const));
    const serving = this.lifecycle.shuttingDown ? ('failing' as const) : ('ok' as const);
    const checks = { ...Object.fromEntries(entries), serving };
    return { ready: Object.values(checks).every((state) => state === 'ok'), checks };
  }
}

async function outcome(check: ReadinessCheck): Promise<'ok' | 'failing'> {
  const stop = new AbortController();
  const late = sleep(PATIENCE_MS, 'failing' as const, { signal: stop.signal }).catch(() => 'failing' as const);
  const answer = Promise.resolve()
    .then(check)
    .then(
      () => 'ok' as const,
      () => 'failing' as const,
    );
  return Promise.race([answer, late]).finally(() => stop.abort());
}
