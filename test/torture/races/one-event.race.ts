import { challenged, checkPaidOnce, deliver, messageAbout, press } from './webhooks';
import type { Race } from './race';

const COPIES = 100;

/** A gateway that repeats itself: one message, a hundred times, to both processes. */
export const oneEvent: Race = {
  name: 'one-event-100-times',
  async run(round) {
    const { ordered, challenge } = await challenged(round);
    await press(round, 0, challenge);
    const message = await messageAbout(round, ordered.payment.id, 'charge.captured');
    await round.atOnce(round.times(COPIES, (index) => () => deliver(round, index, message)));
    await round.ground.settled();
    const { id }: { id: string } = JSON.parse(message);
    const stored = await round.rows.number('SELECT COUNT(*) FROM payments_inbox WHERE event_id = ?', [id]);
    const effects = await round.rows.number(
      'SELECT COUNT(*) FROM payments_fact f JOIN payments_inbox i ON i.id = f.inbox_id WHERE i.event_id = ?',
      [id],
    );
    round.check(stored === 1 && effects === 1, `one message was stored ${stored} times and had ${effects} effects`);
    await checkPaidOnce(round, ordered);
  },
};
