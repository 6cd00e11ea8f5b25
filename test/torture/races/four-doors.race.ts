import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { confirm, order } from './buyers';
import type { Ordered } from './buyers';
import type { Race } from './race';
import type { Round } from './round';
import { challenged, checkPaidOnce, deliver, messageAbout, press } from './webhooks';

const ROOT = join(__dirname, '..', '..', '..');

/** `npm run reconcile`, without npm. It ends with 1 when it finds what another door has not brought home yet. */
function reconcile(round: Round): Promise<void> {
  const env = { ...process.env, NODE_ENV: 'test', LOG_LEVEL: 'error', DATABASE_URL: round.ground.databaseUrl };
  const child = spawn(process.execPath, ['dist/src/cli/reconcile.js', '--quiet-seconds', '0'], {
    cwd: ROOT,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => {
      if ((code === 0 || code === 1) && said.includes('charges compared')) resolve();
      else reject(new Error(`The reconciler ended with ${code}: ${said}`));
    });
  });
}

/** The payment is due to be asked about, although its turn has not come. */
async function poll(round: Round, { payment }: Ordered): Promise<void> {
  await round.rows.write('UPDATE payments_payment SET inquiry_due_at = UTC_TIMESTAMP(3) WHERE id = ? AND inquiry_due_at IS NOT NULL', [
    payment.id,
  ]);
}

async function comeBack(round: Round, ordered: Ordered, index: number): Promise<void> {
  const answer = await ordered.via(index).get(`/v1/payments/${ordered.payment.id}`);
  round.tally.allow('reading a payment', [answer], ['200']);
}

/** An outcome that we do not know yet: the buyer is at the bank's page, or the bank's answer was lost. */
async function undecided(round: Round): Promise<Ordered> {
  if (round.random.chance(0.5)) {
    const { ordered, challenge } = await challenged(round);
    await press(round, 1, challenge);
    return ordered;
  }
  const ordered = await order(round, await round.product(50));
  const { body } = await confirm(ordered, 0, 'pm_card_timeout');
  round.check(['unknown', 'captured'].includes(body.status), `a lost answer made the payment ${body.status}`);
  return ordered;
}

/** Webhook, returning shopper, poll and reconciler find out about the same capture at the same moment. */
export const fourDoors: Race = {
  name: 'webhook-return-poll-reconciler',
  async run(round) {
    const ordered = await undecided(round);
    const message = await messageAbout(round, ordered.payment.id, 'charge.captured');
    const doors = [
      ...round.times(round.random.between(2, 10), (index) => () => deliver(round, index, message).then(() => undefined)),
      ...round.times(round.random.between(2, 6), (index) => () => comeBack(round, ordered, index)),
      () => poll(round, ordered),
      () => reconcile(round),
    ];
    await round.atOnce(round.random.shuffle(doors));
    await round.ground.settled();
    await checkPaidOnce(round, ordered);
  },
};
