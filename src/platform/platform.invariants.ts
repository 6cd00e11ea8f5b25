import type { Invariant } from './database';

export const platformInvariants: readonly Invariant[] = [
  {
    id: 'I13b',
    says: 'an event waits for each listener once',
    sql: 'SELECT event_id, listener, COUNT(*) AS n FROM platform_outbox GROUP BY event_id, listener HAVING COUNT(*) > 1',
  },
  {
    id: 'I13c',
    says: 'no event was given up',
    sql: "SELECT id, type, listener, last_error FROM platform_outbox WHERE status = 'dead'",
  },
  {
    id: 'I14',
    says: 'a finished idempotency key has its answer',
    sql: "SELECT scope FROM platform_idempotency WHERE status = 'completed' AND (answer_status IS NULL OR answer_body IS NULL)",
  },
  {
    id: 'I14b',
    says: 'no idempotency key is in progress a minute past its lease',
    sql: "SELECT scope, method, route FROM platform_idempotency WHERE status = 'in_progress' AND lease_until < UTC_TIMESTAMP(3) - INTERVAL 60 SECOND",
  },
];
