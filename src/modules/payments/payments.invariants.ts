import type { Invariant } from '../../platform/database/invariants';

const TAKEN = "('captured', 'part_refunded', 'refunded', 'disputed')";

/** True of every database at every moment between transactions; each query answers the rows that break its sentence. */
export const paymentsInvariants: readonly Invariant[] = [
  {
    id: 'I7',
    says: 'Refunded is at most captured, captured at most authorised, authorised at most the amount; refunds and disputes add up to what is held for them, and only an open or a taken payment holds money.',
    sql: `SELECT p.id, p.status, p.amount, p.authorised, p.captured, p.refunded, p.disputed FROM payments_payment p
          LEFT JOIN payments_attempt a ON a.id = p.attempt_id
          WHERE NOT (p.refunded <= p.captured AND p.disputed <= p.captured AND p.captured <= p.authorised AND p.authorised <= p.amount)
             OR p.refunded <> COALESCE((SELECT SUM(r.amount) FROM payments_refund r
                                        WHERE r.payment_id = p.id AND r.surplus_of IS NULL AND r.state <> 'failed'), 0)
             OR p.disputed <> COALESCE((SELECT SUM(d.amount) FROM payments_dispute d WHERE d.payment_id = p.id AND d.state <> 'won'), 0)
             OR (p.status IN ${TAKEN} AND (p.captured = 0 OR p.authorised <> p.captured))
             OR (p.captured > 0 AND p.status <> 'authorised' AND p.status NOT IN ${TAKEN})
             OR (p.captured > 0 AND p.captured <> COALESCE(a.captured, -1))
             OR (p.status = 'disputed') <> EXISTS (SELECT 1 FROM payments_dispute d WHERE d.payment_id = p.id AND d.state = 'open')`,
  },
  {
    id: 'I7-captures',
    says: 'A capture that succeeded is in the sum of its payment, and at most one is under way.',
    sql: `SELECT c.payment_id, c.id, c.state FROM payments_capture c JOIN payments_payment p ON p.id = c.payment_id
          WHERE (c.state = 'succeeded' AND c.target > p.captured) OR (c.open_payment_id IS NOT NULL AND (c.open_payment_id <> p.id OR p.status <> 'authorised'))`,
  },
  {
    id: 'I8',
    says: 'Debits equal credits in every posting and currency; captured money, settled refunds and disputes are booked, each once.',
    sql: `SELECT posting_id AS what, currency FROM payments_ledger_entry GROUP BY posting_id, currency HAVING SUM(debit) <> SUM(credit)
          UNION ALL
          SELECT t.posting_key, 'posting without lines' FROM payments_posting t LEFT JOIN payments_ledger_entry e ON e.posting_id = t.id WHERE e.id IS NULL
          UNION ALL
          SELECT p.id, p.currency FROM payments_payment p
          LEFT JOIN (SELECT t.payment_id, e.currency, SUM(e.debit) - SUM(e.credit) AS held, SUM(IF(t.posting_key LIKE 'capture:%', e.debit, 0)) AS taken
                     FROM payments_posting t JOIN payments_ledger_entry e ON e.posting_id = t.id
                     WHERE e.account LIKE 'cash\\_at\\_gateway:%' GROUP BY t.payment_id, e.currency) l
            ON l.payment_id = p.id AND l.currency = p.currency
          LEFT JOIN (SELECT payment_id, SUM(amount) AS settled FROM payments_refund WHERE state = 'succeeded' GROUP BY payment_id) r ON r.payment_id = p.id
          LEFT JOIN (SELECT payment_id, SUM(captured) AS captured FROM payments_attempt GROUP BY payment_id) a ON a.payment_id = p.id
          WHERE COALESCE(l.taken, 0) <> p.captured
             OR COALESCE(l.held, 0) <> COALESCE(a.captured, 0) - COALESCE(r.settled, 0) - p.disputed`,
  },
  {
    id: 'I10-payments',
    says: 'No amount of a payment, refund or booking is negative.',
    sql: `SELECT id FROM payments_payment WHERE amount <= 0 OR authorised < 0 OR captured < 0 OR refunded < 0
          UNION ALL SELECT id FROM payments_refund WHERE amount <= 0
          UNION ALL SELECT id FROM payments_attempt WHERE captured < 0
          UNION ALL SELECT CONVERT(id USING ascii) COLLATE ascii_bin FROM payments_ledger_entry WHERE debit < 0 OR credit < 0`,
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
    says: "Captures and refunds in our books equal the sandbox gateway's own book, charge by charge, to the minor unit; what is still being asked about excepted.",
    sql: `SELECT c.id AS charge, p.id AS payment, c.book_captured AS theirs, a.captured AS ours, c.book_refunded AS their_refunds, r.settled AS our_refunds
          FROM (SELECT c.*, COALESCE(b.captured, 0) AS book_captured, COALESCE(b.refunded, 0) AS book_refunded, COALESCE(b.disputed, 0) AS book_disputed
                FROM payments_sandbox_charge c
                LEFT JOIN (SELECT charge_id, SUM(IF(posting_key LIKE 'capture:%', credit, 0)) AS captured, SUM(IF(posting_key LIKE 'refund:%', debit, 0)) AS refunded,
                             SUM(IF(posting_key LIKE 'dispute%', CAST(debit AS SIGNED) - CAST(credit AS SIGNED), 0)) AS disputed
                           FROM payments_sandbox_entry WHERE account = 'merchant' GROUP BY charge_id) b ON b.charge_id = c.id) c
          LEFT JOIN payments_attempt a ON a.request_key = c.request_key
          LEFT JOIN payments_payment p ON p.id = a.payment_id
          LEFT JOIN (SELECT COALESCE(r.surplus_of, p.attempt_id) AS attempt_id, SUM(IF(r.state = 'succeeded', r.amount, 0)) AS settled,
                       SUM(r.state IN ('pending', 'unknown')) AS open
                     FROM payments_refund r JOIN payments_payment p ON p.id = r.payment_id GROUP BY COALESCE(r.surplus_of, p.attempt_id)) r ON r.attempt_id = a.id
          WHERE a.id IS NULL OR c.captured <> c.book_captured OR c.refunded <> c.book_refunded OR c.disputed <> c.book_disputed OR c.currency <> p.currency
             OR (a.state NOT IN ('processing', 'unknown', 'requires_action') AND c.book_captured <> a.captured
                 AND NOT EXISTS (SELECT 1 FROM payments_capture k WHERE k.open_payment_id = p.id))
             OR (COALESCE(r.open, 0) = 0 AND c.book_refunded <> COALESCE(r.settled, 0))
          UNION ALL
          SELECT a.gateway_id, a.payment_id, 0, a.captured, 0, 0 FROM payments_attempt a
          LEFT JOIN payments_sandbox_charge c ON c.id = a.gateway_id
          WHERE a.gateway = 'sandbox' AND a.captured > 0 AND (c.id IS NULL OR c.captured = 0)
          UNION ALL
          SELECT d.gateway_id, d.payment_id, COALESCE(s.amount, 0), d.amount, 0, 0 FROM payments_dispute d
          LEFT JOIN payments_sandbox_dispute s ON s.id = d.gateway_id
          WHERE d.gateway = 'sandbox' AND (s.id IS NULL OR s.amount <> d.amount)`,
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
          WHERE COALESCE(l.cash, 0) <> COALESCE(b.balance, 0)
            AND NOT EXISTS (SELECT 1 FROM payments_attempt a WHERE a.payment_id = p.id AND a.state IN ('processing', 'unknown', 'requires_action'))
            AND NOT EXISTS (SELECT 1 FROM payments_capture k WHERE k.open_payment_id = p.id)
            AND NOT EXISTS (SELECT 1 FROM payments_refund r WHERE r.payment_id = p.id AND r.state IN ('pending', 'unknown'))
            AND NOT EXISTS (SELECT 1 FROM payments_attempt a JOIN payments_sandbox_charge c ON c.request_key = a.request_key
                            JOIN payments_sandbox_dispute s ON s.charge_id = c.id LEFT JOIN payments_dispute d ON d.gateway_id = s.id
                            WHERE a.payment_id = p.id AND (d.id IS NULL OR d.state <> s.status))`,
  },
];
