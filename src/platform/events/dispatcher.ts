import { Injectable, Logger } from '@nestjs/common';
import type { BeforeApplicationShutdown, OnApplicationBootstrap, OnModuleInit } from '@nestjs/common';
import { groupBy } from '../group-by';
import { Config } from '../config';
import { Every } from '../jobs';
import { Deliveries } from './deliveries';
import { Events } from './events';
import { Lane } from './lane';
import { Listeners } from './listeners';
import type { Listener } from './listeners';
import { Outbox } from './outbox';

/** Transactional work is short; one row after the other spares its locks. */
const TRANSACTIONAL_WIDTH = 1;
const LEASED_WIDTH = 4;
/** So many rows tell which lanes have work; when there are more, all are asked. */
const GLANCE = 20;

/**
 * Keeps the outbox moving; any number of processes may run it. Transactional listeners share a lane, and the leased ones of each module
 * have one of their own: a mail server that does not answer holds up no payment.
 */
@Injectable()
export class Dispatcher implements OnModuleInit, OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('Outbox');
  private lanes: readonly Lane[] = [];

  constructor(
    private readonly events: Events,
    private readonly listeners: Listeners,
    private readonly outbox: Outbox,
    private readonly deliveries: Deliveries,
    private readonly config: Config,
  ) {}

  onModuleInit(): void {
    this.events.onPublished((listeners) => this.nudge(listeners));
  }

  onApplicationBootstrap(): void {
    const transactional = this.listeners.all.filter(({ mode }) => mode === 'transactional');
    const leased = groupBy(
      this.listeners.all.filter(({ mode }) => mode === 'leased'),
      ({ listener }) => listener.split('.')[0] ?? '',
    );
    this.lanes = [this.lane(transactional, TRANSACTIONAL_WIDTH), ...[...leased.values()].map((own) => this.lane(own, LEASED_WIDTH))];
  }

  async beforeApplicationShutdown(): Promise<void> {
    await Promise.all(this.lanes.map((lane) => lane.stop()));
  }

  /** Delivers all that is due now, in every lane. */
  async drain(): Promise<void> {
    await Promise.all(this.lanes.map((lane) => lane.drain()));
  }

  /** For rows of other processes, and for those whose time has come: one look for all lanes while there is nothing to do. */
  @Every({ name: 'outbox.dispatch', everyMs: 250 })
  async poll(): Promise<void> {
    const due = await this.outbox.listenersOfDue(GLANCE);
    const lanes = due.length < GLANCE ? this.lanes.filter((lane) => lane.serves(due)) : this.lanes;
    // None is waited for: the slowest would set the pace of all.
    for (const lane of lanes) void lane.drain().catch(this.failed);
  }

  private nudge(listeners: readonly string[]): void {
    const lanes = this.lanes.filter((lane) => lane.serves(listeners));
    for (const lane of lanes) {
      if (this.config.jobs === 'on') lane.wake();
      else lane.note();
    }
  }

  private lane(listeners: readonly Listener[], width: number): Lane {
    return new Lane(listeners, width, this.outbox, this.deliveries, this.failed);
  }

  private readonly failed = (error: unknown): void =>
    this.logger.error({ err: error }, 'The outbox could not be read; the next round comes as planned');
}
