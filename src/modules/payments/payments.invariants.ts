import type { Invariant } from '../../platform/database/invariants';

/** True of every database at every moment between transactions; each query answers the rows that break its sentence. */
export const paymentsInvariants: readonly Invariant[] = [
  {
    id: 'I7',
    says: 'Refunded is at most captured, captured at most authorised, authorised at most the amount; refunds add up to what is set aside for them.',
    sql: `SELECT p.id, p.amount, p.authorised, p.captured, p.refunded FROM payments_payment p
          WHERE NOT (p.refunded <= p.captured AND p.captured <= p.authorised AND p.authorised <= p.amount)
             OR p.refunded <> COALESCE((SELECT SUM(r.amount) FROM payments_refund r WHERE r.payment_id = p.id AND r.state <> 'failed'), 0)
             OR (p.captured > 0) <> (p.status IN ('captured', 'part_refunded', 'refunded', 'disputed'))`,
  },
  {
    id: 'I8',
    says: 'Debits equal credits in every posting and currency; captured money and settled refunds are booked, each once.',
    sql: `SELECT posting_id AS what, currency FROM payments_ledger_entry GROUP BY posting_id, currency HAVING SUM(debit) <> SUM(credit)
          UNION ALL
          SELECT t.posting_key, 'posting without lines' FROM payments_posting t LEFT JOIN payments_ledger_entry e ON e.posting_id = t.id WHERE e.id IS NULL
          UNION ALL
          SELECT p.id, p.currency FROM payments_payment p
          LEFT JOIN (SELECT t.payment_id, e.currency, SUM(IF(e.account LIKE 'cash\\_at\\_gateway:%', e.debit, 0)) AS taken,
                       SUM(IF(e.account LIKE 'cash\\_at\\_gateway:%', e.credit, 0)) AS returned
                     FROM payments_posting t JOIN payments_ledger_entry e ON e.posting_id = t.id GROUP BY t.payment_id, e.currency) l
            ON l.payment_id = p.id AND l.currency = p.currency
          LEFT JOIN (SELECT payment_id, SUM(amount) AS settled FROM payments_refund WHERE state = 'succeeded' GROUP BY payment_id) r ON r.payment_id = p.id
          WHERE COALESCE(l.taken, 0) <> p.captured OR COALESCE(l.returned, 0) <> COALESCE(r.settled, 0)`,
  },
  {
    id: 'I10-payments',
    says: 'No amount of a payment, refund or booking is negative.',
    sql: `SELECT id FROM payments_payment WHERE amount <= 0 OR authorised < 0 OR captured < 0 OR refunded < 0
          UNION ALL SELECT id FROM payments_refund WHERE amount <= 0
          UNION ALL SELECT CAST(id AS CHAR) FROM payments_ledger_entry WHERE debit < 0 OR credit < 0`,
  },
  {
    id: 'I13-inbox',
    says: 'A gateway message has one effect at most, and only once it is processed.',
    sql: `SELECT f.inbox_id, COUNT(*) AS effects FROM payments_fact f WHERE f.inbox_id IS NOT NULL GROUP BY f.inbox_id HAVING COUNT(*) > 1
          UNION ALL
          SELECT f.inbox_id, 0 FROM payments_fact f LEFT JOIN payments_inbox i ON i.id = f.inbox_id
          WHERE f.inbox_id IS NOT NULL AND (i.id IS NULL OR i.state <> 'processed')`,
  },
  {
    id: 'I16',
    says: "Captures and refunds in our books equal the sandbox gateway's own book, to the minor unit; payments that are still being asked about excepted.",
    sql: `SELECT c.id AS charge, p.id AS payment, c.book_captured AS theirs, p.captured AS ours, c.book_refunded AS their_refunds, r.settled AS our_refunds
          FROM (SELECT c.*, COALESCE(b.captured, 0) AS book_captured, COALESCE(b.refunded, 0) AS book_refunded
                FROM payments_sandbox_charge c
                LEFT JOIN (SELECT charge_id, SUM(IF(account = 'merchant', credit, 0)) AS captured, SUM(IF(account = 'merchant', debit, 0)) AS refunded
                           FROM payments_sandbox_entry GROUP BY charge_id) b ON b.charge_id = c.id) c
          LEFT JOIN payments_attempt a ON a.request_key = c.request_key
          LEFT JOIN payments_payment p ON p.attempt_id = a.id
          LEFT JOIN (SELECT payment_id, SUM(IF(state = 'succeeded', amount, 0)) AS settled, SUM(state IN ('pending', 'unknown')) AS open
                     FROM payments_refund GROUP BY payment_id) r ON r.payment_id = p.id
          WHERE a.id IS NULL OR c.captured <> c.book_captured OR c.refunded <> c.book_refunded
             OR (p.id IS NULL AND c.book_captured > c.book_refunded)
             OR (p.status NOT IN ('processing', 'unknown', 'requires_action')
                 AND (c.book_captured <> p.captured OR c.currency <> p.currency
                      OR (COALESCE(r.open, 0) = 0 AND c.book_refunded <> COALESCE(r.settled, 0))))
          UNION ALL
          SELECT p.gateway_id, p.id, 0, p.captured, 0, p.refunded FROM payments_payment p
          LEFT JOIN payments_sandbox_charge c ON c.id = p.gateway_id
          WHERE p.gateway = 'sandbox' AND p.captured > 0 AND (c.id IS NULL OR c.captured = 0)`,
  },
  {
    id: 'I16-cash',
    says: "What the ledger says the sandbox holds for each payment is the merchant's balance in the sandbox's own book; what is still open there excepted.",
    sql: `SELECT p.id, COALESCE(l.cash, 0) AS ours, COALESCE(b.balance, 0) AS theirs FROM payments_payment p
          LEFT JOIN (SELECT t.payment_id, SUM(CAST(e.debit AS SIGNED) - e.credit) AS cash FROM payments_posting t
                     JOIN payments_ledger_entry e ON e.posting_id = t.id WHERE e.account = 'cash_at_gateway:sandbox' GROUP BY t.payment_id) l ON l.payment_id = p.id
          LEFT JOIN (SELECT a.payment_id, SUM(CAST(s.credit AS SIGNED) - s.debit) AS balance FROM payments_attempt a
                     JOIN payments_sandbox_charge c ON c.request_key = a.request_key
                     JOIN payments_sandbox_entry s ON s.charge_id = c.id WHERE a.gateway = 'sandbox' AND s.account = 'merchant' GROUP BY a.payment_id) b
            ON b.payment_id = p.id
          WHERE COALESCE(l.cash, 0) <> COALESCE(b.balance, 0) AND p.status NOT IN ('processing', 'unknown', 'requires_action')
            AND NOT EXISTS (SELECT 1 FROM payments_refund r WHERE r.payment_id = p.id AND r.state IN ('pending', 'unknown'))
            AND NOT EXISTS (SELECT 1 FROM platform_outbox o WHERE o.type = 'payments.surplus_capture_found'
                            AND JSON_UNQUOTE(JSON_EXTRACT(o.payload, '$.paymentId')) = p.id)`,
  },
];
