import { Injectable, Logger } from '@nestjs/common';
import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common';
import { DiscoveryService, MetadataScanner, Reflector } from '@nestjs/core';
import { Config } from '../config';
import { JOB_METADATA } from './every';
import type { JobOptions } from './every';

interface Job extends JobOptions {
  readonly run: () => Promise<void>;
}

/** Keeps the `@Every` methods going, and lets each finish its current round at shutdown. */
@Injectable()
export class Jobs implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('Jobs');
  private readonly timers = new Map<string, NodeJS.Timeout>();
  private readonly rounds = new Set<Promise<void>>();
  private stopped = false;

  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
    private readonly reflector: Reflector,
    private readonly config: Config,
  ) {}

  onApplicationBootstrap(): void {
    const all = this.config.jobs === 'on';
    for (const job of this.find()) if (all || job.everywhere) this.schedule(job);
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopped = true;
    this.timers.forEach((timer) => clearTimeout(timer));
    await Promise.allSettled(this.rounds);
  }

  private find(): Job[] {
    return this.discovery.getProviders().flatMap(({ instance }) => {
      if (typeof instance !== 'object' || instance === null) return [];
      return this.scanner.getAllMethodNames(Object.getPrototypeOf(instance)).flatMap((method) => this.jobOf(instance, method));
    });
  }

  private jobOf(instance: Record<string, unknown>, method: string): Job[] {
    const handler = instance[method];
    if (typeof handler !== 'function') return [];
    const options = this.reflector.get<JobOptions | undefined>(JOB_METADATA, handler);
    return options ? [{ ...options, run: async () => handler.call(instance) }] : [];
  }

  private schedule(job: Job): void {
    if (this.stopped) return;
    const jitter = 0.9 + Math.random() * 0.2;
    this.timers.set(
      job.name,
      setTimeout(() => this.start(job), job.everyMs * jitter),
    );
  }

  private start(job: Job): void {
    const round = job
      .run()
      .catch((error: unknown) => this.logger.error({ err: error, job: job.name }, 'A job failed; its next round comes as planned'))
      .finally(() => {
        this.rounds.delete(round);
        this.schedule(job);
      });
    this.rounds.add(round);
  }
}
