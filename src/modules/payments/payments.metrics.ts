import { Injectable } from '@nestjs/common';
import type { Counter } from 'prom-client';
import { Metrics } from '../../platform/observability';

@Injectable()
export class PaymentMetrics {
  /** By what became of them: stored, known (it told nothing new), duplicate, forged, stale, malformed, missing, unreadable. */
  readonly webhooks: Counter<'gateway' | 'verdict'>;
  readonly deadLetters: Counter<'gateway'>;

  constructor(metrics: Metrics) {
    this.webhooks = metrics.counter('portico_payments_webhooks_total', 'Webhooks of payment gateways by verdict.', ['gateway', 'verdict']);
    this.deadLetters = metrics.counter('portico_payments_inbox_dead_total', 'Gateway messages given up after ten failures.', ['gateway']);
  }
}
