import type { Mutant } from '../mutant';

const STORE = 'src/platform/http/idempotency/idempotency.store.ts';
const OPERATIONS = 'src/platform/http/idempotency/idempotent-operations.ts';
const DATABASE = 'src/platform/database/database.ts';
const keys = ['test/modules/platform/idempotency.spec.ts'];
const sweeping = ['test/modules/platform/idempotency-keys.spec.ts'];
const database = ['test/modules/platform/database.spec.ts'];
const outbox = ['test/modules/platform/outbox.spec.ts'];
const parcels = ['test/modules/platform/outbox-together.spec.ts'];

const idempotency: readonly Mutant[] = [
  {
    name: 'key-fingerprint',
    file: STORE,
    find: "if (row.fingerprint !== '' && row.fingerprint !== use.fingerprint) return { kind: 'other_request' };",
    replace: '',
    tests: keys,
  },
  {
    name: 'key-fence-of-a-transaction',
    file: STORE,
    find: '[claim.scope, claim.fence],\n    );\n    if (matched !== 1) throw new RequestInProgress();',
    replace: '[claim.scope, claim.fence],\n    );',
    tests: keys,
  },
  {
    name: 'key-fence-raised',
    file: STORE,
    find: "SET status = 'in_progress', fence = fence + 1,",
    replace: "SET status = 'in_progress', fence = fence,",
    tests: keys,
  },
  {
    name: 'key-lost-claim-given-back',
    file: STORE,
    find: 'if (isConnectionLost(error)) this.owe({ scope: use.scope, holder });',
    replace: '',
    tests: ['test/modules/platform/database-faults.spec.ts'],
  },
  { name: 'key-lease-ends', file: STORE, find: 'Number(row.remaining) > 0', replace: 'Number(row.remaining) !== 0', tests: keys },
  {
    name: 'key-replayed',
    file: STORE,
    find: "if (row.status === 'completed') return { kind: 'answered', answer: this.answerOf(row) };",
    replace: '',
    tests: keys,
  },
  {
    name: 'key-of-another-caller',
    file: 'src/platform/http/idempotency/idempotency-key.ts',
    find: 'sha256([caller, method, route, key]',
    replace: 'sha256([method, route, key]',
    tests: keys,
  },
  {
    name: 'key-answer-apart-from-its-effect',
    file: OPERATIONS,
    find: 'options.atomic ? await this.database.transaction(workAndKeep) : await workAndKeep()',
    replace: 'await workAndKeep()',
    tests: keys,
  },
  {
    name: 'key-secrets-for-anybody',
    file: OPERATIONS,
    find: 'provesOwnership(owner, key) ? result.answer : withoutSecrets(result.answer)',
    replace: 'result.answer',
    tests: keys,
  },
  {
    name: 'key-keeps-passing-refusals',
    file: OPERATIONS,
    find: "const passing = 'retry-after' in headers ||",
    replace: 'const passing =',
    tests: keys,
  },
  {
    name: 'key-sweeper-takes-what-others-hold',
    file: 'src/platform/http/idempotency/idempotency.sweeper.ts',
    find: 'FOR UPDATE SKIP LOCKED',
    replace: 'FOR UPDATE',
    tests: sweeping,
  },
  {
    name: 'key-sweeper-takes-what-is-worked-on',
    file: 'src/platform/http/idempotency/idempotency.sweeper.ts',
    find: " AND (status <> 'in_progress' OR lease_until < UTC_TIMESTAMP(3))",
    replace: '',
    tests: sweeping,
  },
  {
    name: 'late-answer-as-a-problem',
    file: OPERATIONS,
    find: "reply.sent ? KEPT_HEADERS.filter((name) => name !== 'content-type') : KEPT_HEADERS",
    replace: 'KEPT_HEADERS',
    tests: ['test/modules/platform/late-answers.spec.ts'],
  },
];

const ground: readonly Mutant[] = [
  { name: 'transaction-over-is-over', file: DATABASE, find: 'unit.over = true;', replace: '', tests: database },
  { name: 'transaction-joins', file: DATABASE, find: 'if (this.unit) return work();', replace: '', tests: database },
  {
    name: 'transaction-retried',
    file: DATABASE,
    find: 'if (attempt >= MAX_TRIES || !isRetryable(error)) throw error;',
    replace: 'throw error;',
    tests: database,
  },
  {
    name: 'transaction-of-unknown-end-rerun',
    file: DATABASE,
    find: 'if (isConnectionLost(error)) throw new CommitOutcomeUnknown',
    replace: 'if (error === undefined) throw new CommitOutcomeUnknown',
    tests: database,
  },
  {
    name: 'transaction-forbidden-for-gateways',
    file: 'src/modules/payments/gateway-calls.ts',
    find: 'async authorise(attemptId: string): Promise<PaymentFact> {\n    this.database.forbidTransaction();',
    replace: 'async authorise(attemptId: string): Promise<PaymentFact> {',
    tests: ['test/modules/payments/sandbox.spec.ts'],
  },
  {
    name: 'transaction-forbidden',
    file: DATABASE,
    find: 'if (this.inTransaction)\n      throw',
    replace: 'if (this.guards === undefined) throw',
    tests: database,
  },
  {
    name: 'after-commit-despite-rollback',
    file: DATABASE,
    find: 'if (unit) unit.afterCommit.push(fn);',
    replace: 'if (unit) fn();',
    tests: database,
  },
  {
    name: 'outbox-effect-apart-from-removal',
    file: 'src/platform/events/deliveries.ts',
    find: 'return await this.database.transaction(async () => {\n        const rows = await this.outbox.lock(ids);',
    replace:
      'return await Promise.resolve().then(async () => {\n        const rows = await this.database.transaction(() => this.outbox.lock(ids));',
    tests: outbox,
  },
  {
    name: 'outbox-one-failure-counts-for-none',
    file: 'src/platform/events/deliveries.ts',
    find: 'if (others.length > 0) return this.deliverEach(ids, listener);',
    replace: 'if (others.length > 0) return 0;',
    tests: parcels,
  },
  {
    name: 'outbox-waits-for-others',
    file: 'src/platform/events/outbox.ts',
    find: 'ORDER BY id FOR UPDATE SKIP LOCKED',
    replace: 'ORDER BY id FOR UPDATE',
    tests: parcels,
  },
  {
    name: 'outbox-lease-of-others',
    file: 'src/platform/events/outbox.ts',
    find: 'if (matched === 0 || matched === ids.length) return matched === 0 ? [] : ids;',
    replace: 'if (matched === 0 || matched > 0) return matched === 0 ? [] : ids;',
    tests: parcels,
  },
  {
    name: 'outbox-suspect-among-others',
    file: 'src/platform/events/lane.ts',
    find: 'listener.many && !row.suspect ? open.get(listener) : undefined',
    replace: 'listener.many ? open.get(listener) : undefined',
    tests: parcels,
  },
  {
    name: 'outbox-publish-outside-transaction',
    file: 'src/platform/events/events.ts',
    find: 'this.database.requireTransaction();',
    replace: '',
    tests: outbox,
  },
  {
    name: 'outbox-leased-attempts',
    file: 'src/platform/events/outbox.ts',
    find: 'SET attempts = attempts + 1, available_at',
    replace: 'SET available_at',
    tests: outbox,
  },
  {
    name: 'outbox-dead-letter',
    file: 'src/platform/events/outbox.ts',
    find: ">= ${MAX_ATTEMPTS}, 'dead', status)",
    replace: ">= 1000, 'dead', status)",
    tests: outbox,
  },
  {
    name: 'outbox-one-lane-for-all',
    file: 'src/platform/events/dispatcher.ts',
    find: "listener.split('.')[0] ?? ''",
    replace: 'listener.slice(0, 0)',
    tests: outbox,
  },
  {
    name: 'sealed-text-unchanged',
    file: 'src/platform/security/field-cipher.ts',
    find: 'decipher.setAAD(idBytes);',
    replace: 'decipher.setAAD(this.current.idBytes);',
    tests: ['src/platform/security/security.spec.ts'],
  },
  {
    name: 'sealed-text-proven',
    file: 'src/platform/security/field-cipher.ts',
    find: '    decipher.final();\n',
    replace: '',
    tests: ['src/platform/security/security.spec.ts'],
  },
  {
    name: 'statements-in-order',
    file: 'src/platform/database/prepared.ts',
    find: 'else connection.execute(sql, values, hear);',
    replace: 'else setImmediate(() => void connection.execute(sql, values, hear));',
    tests: ['test/modules/platform/prepared.spec.ts'],
  },
];

export const platform: readonly Mutant[] = [...idempotency, ...ground];
