import { Injectable, Logger } from '@nestjs/common';
import type { OnModuleDestroy, OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { Admission } from '../http/admission';
import { Metrics } from './metrics';

const TELL_MS = 10_000;

/** Who is let in and who is not. Refusals are counted, and told in one line of the log from time to time: a line each would cost more than they do. */
@Injectable()
export class AdmissionMetrics implements OnModuleInit, OnModuleDestroy {
  private readonly logger = new Logger('Admission');
  private timer: NodeJS.Timeout | undefined;
  private told = 0;

  constructor(
    private readonly host: HttpAdapterHost,
    private readonly metrics: Metrics,
    private readonly admission: Admission,
  ) {}

  onModuleInit(): void {
    // A command (seeding, importing) has no server.
    const adapter: HttpAdapterHost['httpAdapter'] | null = this.host.httpAdapter;
    if (!adapter) return;
    const { metrics, admission } = this;
    metrics.gauge('portico_http_in_flight', 'Requests being worked on', [], (gauge) => gauge.set(admission.current));
    metrics.gauge('portico_http_limit', 'Requests that may be worked on at once, found by trying', [], (gauge) =>
      gauge.set(admission.limit),
    );
    metrics.gauge('portico_http_waiting', 'Requests waiting in line for a place', ['priority'], (gauge) => {
      for (const { priority, length } of admission.tally().waiting) gauge.set({ priority }, length);
    });
    metrics.counter('portico_http_admitted_total', 'Requests let in', ['priority'], (counter) => {
      for (const [priority, count] of Object.entries(admission.tally().admitted)) counter.inc({ priority }, count);
    });
    metrics.counter(
      'portico_http_refused_total',
      'Requests refused because there was too much to do',
      ['priority', 'reason'],
      (counter) => {
        for (const { priority, reason, count } of admission.tally().refused) counter.inc({ priority, reason }, count);
      },
    );
    metrics.counter('portico_http_pages_at_the_door_total', 'Pages from memory that were handed out instead of refusals', [], (counter) =>
      counter.inc({}, admission.tally().pagesAtTheDoor),
    );
    this.timer = setInterval(() => this.tell(), TELL_MS).unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
  }

  private tell(): void {
    const refused = this.admission.tally().refused.reduce((sum, { count }) => sum + count, 0);
    if (refused > this.told) {
      this.logger.warn(
        `Too much to do: refused ${refused - this.told} requests in ${TELL_MS / 1000} s; the limit is ${this.admission.limit}`,
      );
    }
    this.told = refused;
  }
}
