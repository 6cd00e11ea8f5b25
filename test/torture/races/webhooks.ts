import { setTimeout as sleep } from 'node:timers/promises';
import { signWebhook } from '../../../src/modules/payments/gateways/webhook-signature';
import { confirm, order } from './buyers';
import type { Ordered } from './buyers';
import { WEBHOOK_SECRET } from './ground';
import type { Round } from './round';

const PATIENCE_MS = 3_000;

/** Posts a message of the sandbox bank, signed as the bank does it; answers the status. */
export async function deliver(round: Round, index: number, text: string): Promise<number> {
  const body = Buffer.from(text);
  const url = `${round.client(index).url}/v1/webhooks/payments/sandbox`;
  const headers = { 'content-type': 'application/json', 'portico-signature': signWebhook(WEBHOOK_SECRET, body, new Date()) };
  const response = await fetch(url, { method: 'POST', headers, body });
  await response.arrayBuffer();
  round.tally.add('requests');
  if (response.status >= 500) round.tally.add('fivexx');
  round.check(response.status === 200, `a signed webhook was answered ${response.status}`);
  return response.status;
}

/** An order whose buyer has to confirm at the bank. */
export async function challenged(round: Round, ordered?: Ordered): Promise<{ readonly ordered: Ordered; readonly challenge: string }> {
  const waiting = ordered ?? (await order(round, await round.product(50)));
  const { body } = await confirm(waiting, 0, 'pm_card_threeDSecure2Required');
  if (!body.nextAction) throw new Error(`No challenge: ${JSON.stringify(body)}`);
  return { ordered: waiting, challenge: new URL(body.nextAction.url).pathname };
}

/** The button on the bank's page. */
export async function press(round: Round, index: number, challenge: string, outcome: 'complete' | 'fail' = 'complete'): Promise<void> {
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  const response = await fetch(round.client(index).url + challenge, {
    method: 'POST',
    headers,
    body: `outcome=${outcome}`,
    redirect: 'manual',
  });
  await response.arrayBuffer();
  round.tally.add('requests');
  if (response.status >= 500) round.tally.add('fivexx');
  round.check(response.status < 400, `the bank's page was answered ${response.status}`);
}

/** What the bank is about to send about a payment. */
export async function messageAbout(round: Round, paymentId: string, type: string): Promise<string> {
  const sql =
    'SELECT c.body FROM payments_sandbox_callback c JOIN payments_sandbox_charge s ON s.id = c.charge_id WHERE s.reference = ? AND c.type = ? ORDER BY c.created_at DESC LIMIT 1';
  for (const deadline = Date.now() + PATIENCE_MS; Date.now() < deadline; await sleep(10)) {
    const [row] = await round.rows.find<{ body: string }>(sql, [paymentId, type]);
    if (row) return row.body;
  }
  throw new Error(`The bank owes no ${type} about ${paymentId}`);
}

/** The money of a payment arrived once: in the bank's book, in our ledger, and the order is paid. */
export async function checkPaidOnce(round: Round, { order: placed, payment }: Ordered): Promise<void> {
  const captures = await round.rows.number("SELECT COUNT(*) FROM payments_posting WHERE payment_id = ? AND posting_key LIKE 'capture:%'", [
    payment.id,
  ]);
  const kept = await round.rows.number('SELECT COALESCE(SUM(captured - refunded), 0) FROM payments_sandbox_charge WHERE reference = ?', [
    payment.id,
  ]);
  const [state] = await round.rows.find<{ status: string; paid: string }>(
    "SELECT o.status, (SELECT COUNT(*) FROM orders_history h WHERE h.order_id = o.id AND h.to_status = 'paid') AS paid FROM orders_order o WHERE o.id = ?",
    [placed.id],
  );
  round.check(captures === 1, `the capture was booked ${captures} times`);
  round.check(kept === payment.amount.amount, `the bank keeps ${kept} of ${payment.amount.amount}`);
  round.check(state?.status === 'paid' && Number(state.paid) === 1, `the order is ${state?.status} and became paid ${state?.paid} times`);
}
