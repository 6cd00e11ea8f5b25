import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Reconcile } from '../modules/checkout';
import type { Reconciled } from '../modules/checkout';
import type { Finding } from '../modules/payments';
import { command, inShop } from './command';

const USAGE = `Compares our payments with the gateways' own books and with our orders, heals what it can, and lists the rest.

  npm run reconcile -- [--quiet-seconds N]

  --quiet-seconds N   what changed in the last N seconds is left out, because answers may be under way (default 120)

Ends with 0 when nothing is left, 1 when differences remain, 2 when it could not run.`;
const PATIENCE_MS = 120_000;

function row({ kind, paymentId, orderId, about, ours, theirs, detail }: Finding, state: string): string {
  const amounts = `ours ${ours ? String(ours) : '-'}, theirs ${theirs ? String(theirs) : '-'}`;
  return `${state.padEnd(8)}${kind.padEnd(24)}${(paymentId ?? orderId ?? about).padEnd(32)}${amounts}\n        ${detail}\n`;
}

function report({ runId, charges, healed, remaining }: Reconciled): string {
  const rows = [...healed.map((finding) => row(finding, 'healed')), ...remaining.map((finding) => row(finding, 'open'))];
  return `${rows.join('')}${runId}: ${charges} charges compared, ${healed.length} differences healed, ${remaining.length} remain\n`;
}

/** Another run, of the shop's own schedule for example, goes first. */
async function reconcile(reconciler: Reconcile, quietMs: number): Promise<Reconciled> {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    const outcome = await reconciler.now(quietMs);
    if (outcome) return outcome;
    if (Date.now() > deadline) throw new Error('Another reconciliation has been running for more than two minutes.');
    await sleep(500);
  }
}

async function main(): Promise<number> {
  const { values } = parseArgs({ options: { 'quiet-seconds': { type: 'string', default: '120' } } });
  if (!/^\d{1,6}$/.test(values['quiet-seconds'])) throw new Error(USAGE);
  return inShop(async (shop) => {
    const outcome = await reconcile(shop.get(Reconcile), Number(values['quiet-seconds']) * 1_000);
    process.stdout.write(report(outcome));
    return outcome.remaining.length === 0 ? 0 : 1;
  });
}

command(main, { code: 2 });
