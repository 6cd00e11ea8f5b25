import { Counter } from 'prom-client';

export const webhooksReceived = new Counter({
  name: 'portico_payments_webhooks_total',
  help: 'Webhooks of payment gateways by what became of them: stored, duplicate, forged, stale, malformed, missing, unreadable.',
  labelNames: ['gateway', 'verdict'],
});

export const inboxDeadLetters = new Counter({
  name: 'portico_payments_inbox_dead_total',
  help: 'Gateway messages that were given up after ten failures.',
  labelNames: ['gateway'],
});
