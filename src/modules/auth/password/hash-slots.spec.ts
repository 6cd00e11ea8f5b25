import { setTimeout as sleep } from 'node:timers/promises';
import { Overloaded } from '../../../platform/http';
import { HashSlots } from './hash-slots';

const gate = () => {
  let open = (): void => undefined;
  const closed = new Promise<void>((resolve) => (open = resolve));
  return { closed, open };
};

describe('hash slots', () => {
  it('runs eight at once and the rest in their order', async () => {
    const slots = new HashSlots();
    let running = 0;
    let most = 0;
    const order: number[] = [];
    const one = (i: number) =>
      slots.run(async () => {
        order.push(i);
        most = Math.max(most, ++running);
        await sleep(2);
        running -= 1;
      });
    await Promise.all(Array.from({ length: 40 }, (_, i) => one(i)));
    expect(most).toBe(8);
    expect(order).toEqual(Array.from({ length: 40 }, (_, i) => i));
  });

  it('frees the slot of a failure', async () => {
    const slots = new HashSlots();
    for (let i = 0; i < 20; i += 1) await expect(slots.run(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
    await expect(slots.run(async () => 'done')).resolves.toBe('done');
  });

  it('turns away who waits too long or stands too far back, and works on afterwards', async () => {
    const slots = new HashSlots();
    const { closed, open } = gate();
    const busy = Array.from({ length: 8 }, () => slots.run(() => closed));
    const waiting = Array.from({ length: 200 }, () => slots.run(async () => 'late'));
    await expect(slots.run(async () => 'never')).rejects.toThrow(Overloaded);
    const outcomes = await Promise.allSettled(waiting);
    expect(outcomes.every(({ status }) => status === 'rejected')).toBe(true);
    open();
    await Promise.all(busy);
    await expect(slots.run(async () => 'done')).resolves.toBe('done');
  });
});
