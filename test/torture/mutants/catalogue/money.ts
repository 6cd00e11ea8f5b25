import type { Mutant } from '../mutant';

const payments = (file: string): string => `src/modules/payments/${file}`;
const FACTS = 'test/modules/payments/facts.spec.ts';
const INBOX = 'test/modules/payments/inbox.spec.ts';
const SANDBOX = 'test/modules/payments/sandbox.spec.ts';
const SIGNATURE = 'src/modules/payments/gateways/webhook-signature.spec.ts';

const machine: readonly Mutant[] = [
  {
    name: 'payment-predecessors',
    file: payments('apply-fact.ts'),
    find: '? null : nextStatus(payment.status, news.status, taken > 0);',
    replace: '? null : (news.status as PaymentStatus);',
    tests: [FACTS],
  },
  {
    name: 'payment-only-the-current-attempt',
    file: payments('apply-fact.ts'),
    find: '(payment.attemptId !== attempt.id && taken === 0) ?',
    replace: "(payment.id === '' && taken === 0) ?",
    tests: [FACTS],
  },
  {
    name: 'payment-fact-seen-before',
    file: payments('apply-fact.ts'),
    find: 'if (await this.log.hasSeen(fact)) return unchanged(payment);',
    replace: '',
    tests: [INBOX, FACTS],
  },
  {
    name: 'payment-surplus-unseen',
    file: payments('apply-fact.ts'),
    find: 'if (isSurplus) await',
    replace: "if (isSurplus && payment.id === '') await",
    tests: [FACTS],
  },
  {
    name: 'payment-contradicting-amount',
    file: payments('payments.entity.ts'),
    find: 'if (fact.amount.amount !== this.amount)',
    replace: 'if (fact.amount.amount < 0)',
    tests: [FACTS, INBOX],
  },
  {
    name: 'payment-contradicting-currency',
    file: payments('payments.entity.ts'),
    find: 'if (fact.amount.currency !== this.currency)',
    replace: "if (fact.amount.currency === '')",
    tests: [FACTS, INBOX],
  },
  {
    name: 'payment-contradicting-mode',
    file: payments('payments.entity.ts'),
    find: 'if (fact.mode !== attempt.mode)',
    replace: 'if (fact.mode === undefined)',
    tests: [INBOX, FACTS],
  },
  {
    name: 'payment-one-open-per-order',
    file: payments('open-payment.ts'),
    find: "if (isDuplicateKey(error, 'payments_payment_open_order')) throw new PaymentAlreadyOpen(orderId);",
    replace: '',
    tests: [FACTS],
  },
  {
    name: 'payment-confirm-claim',
    file: payments('confirm-payment.ts'),
    find: 'WHERE id = ? AND status IN (?)`',
    replace: 'WHERE id = ? AND (status IN (?) OR 1 = 1)`',
    tests: [SANDBOX],
  },
  {
    name: 'payment-void-under-way',
    file: payments('void-payment.ts'),
    find: "if (payment.status === 'processing' || payment.status === 'unknown') throw new PaymentInProgress(paymentId);",
    replace: '',
    tests: [SANDBOX],
  },
  {
    name: 'payment-unfinished-challenge-stays-chargeable',
    file: payments('gateway-calls.ts'),
    find: 'const obstacle = await this.cancelOthers(payment, attempt, attempts);',
    replace: 'const obstacle: PaymentFact | null = await Promise.resolve(null);',
    tests: [SANDBOX],
  },
  {
    name: 'payment-fact-needs-the-key',
    file: 'src/modules/checkout/settle-payment.ts',
    find: '}, WHOEVER_HAS_THE_KEY);',
    replace: '}, { guarded: true });',
    tests: ['test/modules/checkout/slow-gateway.spec.ts'],
  },
];

const refunds: readonly Mutant[] = [
  {
    name: 'refund-sum',
    file: payments('refund-payment.ts'),
    find: 'refunded + disputed + ? <= captured',
    replace: 'refunded + disputed + ? <= captured + 1000000',
    tests: [SANDBOX],
  },
  {
    name: 'refund-status',
    file: payments('refund-payment.ts'),
    find: 'WHERE id = ? AND status IN (?) AND currency',
    replace: 'WHERE id = ? AND (status IN (?) OR 1 = 1) AND currency',
    tests: [SANDBOX, 'test/modules/payments/captures.spec.ts'],
  },
  {
    name: 'refund-same-key',
    file: payments('refund-payment.ts'),
    find: 'if (before) return this.sameRefund(before, order);',
    replace: '',
    tests: [SANDBOX],
  },
  {
    name: 'refund-failure-keeps-the-money-aside',
    file: payments('apply-refund-fact.ts'),
    find: "if (state === 'failed') await this.takeBack(payment, refund, fact);",
    replace: '',
    tests: [SANDBOX],
  },
  {
    name: 'refund-settled-twice',
    file: payments('apply-refund-fact.ts'),
    find: 'WHERE id = ? AND state IN (?)`',
    replace: 'WHERE id = ? AND (state IN (?) OR 1 = 1)`',
    tests: [SANDBOX, INBOX],
  },
  {
    name: 'sandbox-refund-sum',
    file: payments('gateways/sandbox/sandbox.desk.ts'),
    find: 'refunded + disputed + ? <= captured',
    replace: 'refunded + disputed + ? <= captured + 1000000',
    tests: [SANDBOX],
  },
];

const messages: readonly Mutant[] = [
  {
    name: 'webhook-signature',
    file: payments('gateways/webhook-signature.ts'),
    find: "if (matches.length === 0) return 'forged';",
    replace: '',
    tests: [SIGNATURE],
  },
  {
    name: 'webhook-tolerance',
    file: payments('gateways/webhook-signature.ts'),
    find: '> SIGNATURE_TOLERANCE_SECONDS',
    replace: '> Infinity',
    tests: [SIGNATURE],
  },
  {
    name: 'webhook-refused-is-stored',
    file: payments('inbox/inbox.service.ts'),
    find: 'if (!verdict.valid) {',
    replace: 'if (!verdict.valid && raw.length === 0) {',
    tests: [INBOX, 'test/modules/payments/webhooks.http.spec.ts'],
  },
  {
    name: 'inbox-unique',
    file: payments('inbox/inbox.service.ts'),
    find: "if (isDuplicateKey(error, 'payments_inbox_event')) return 'duplicate';",
    replace: '',
    tests: [INBOX],
  },
  {
    name: 'old-news-of-another-charge',
    file: payments('fact-news.ts'),
    find: 'payment.attemptId !== attempt.id || payment.contradictionIn(fact, attempt) !== null',
    replace: 'payment.contradictionIn(fact, attempt) !== null',
    tests: ['src/modules/payments/fact-news.spec.ts'],
  },
  {
    name: 'old-news-of-a-payment-not-taken',
    file: payments('fact-news.ts'),
    find: 'if (!TAKEN.includes(payment.status) || payment.attemptId',
    replace: 'if (payment.attemptId',
    tests: ['src/modules/payments/fact-news.spec.ts'],
  },
  {
    name: 'old-news-of-more-money',
    file: payments('fact-news.ts'),
    find: 'return captured <= attempt.captured && ',
    replace: 'return ',
    tests: ['src/modules/payments/fact-news.spec.ts'],
  },
  {
    name: 'inbox-dead-letter',
    file: payments('inbox/inbox.service.ts'),
    find: 'IF(attempts + 1 >= ${MAX_FAILURES}',
    replace: 'IF(attempts + 1 >= 1000000',
    tests: [INBOX],
  },
  {
    name: 'inbox-refund-of-another-amount',
    file: payments('inbox/inbox-facts.ts'),
    find: 'if (!same) return',
    replace: 'if (!same && fact.amount.amount < 0) return',
    tests: [INBOX],
  },
];

export const money: readonly Mutant[] = [...machine, ...refunds, ...messages];
