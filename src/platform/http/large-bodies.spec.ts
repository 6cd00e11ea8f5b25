import { EventEmitter } from 'node:events';
import { setImmediate as turn, setTimeout as sleep } from 'node:timers/promises';
import { LargeBodies } from './large-bodies';

const LARGE = 1024 * 1024;

/** Keeps the process for so long. */
const read = (milliseconds: number): void => {
  const end = performance.now() + milliseconds;
  while (performance.now() < end);
};

describe('large bodies', () => {
  it('are read one after the other, with pauses', async () => {
    const bodies = new LargeBodies();
    const done: string[] = [];
    for (const name of ['first', 'second']) {
      bodies.read(LARGE, new EventEmitter(), () => {
        done.push(name);
        read(5);
      });
    }
    bodies.read(10, new EventEmitter(), () => done.push('small'));
    await turn();
    expect(done).toEqual(['first', 'small']);
    await sleep(100);
    expect(done).toEqual(['first', 'small', 'second']);
  });

  it('leave nothing behind on a connection that goes on', () => {
    const connection = new EventEmitter();
    new LargeBodies().read(LARGE, connection, () => undefined);
    expect(connection.listenerCount('close')).toBe(0);
  });

  it('of senders that are gone are neither kept nor read', async () => {
    const bodies = new LargeBodies();
    const done: string[] = [];
    bodies.read(LARGE, new EventEmitter(), () => read(5));
    const gone = new EventEmitter();
    bodies.read(LARGE, gone, () => done.push('gone'));
    gone.emit('close');
    bodies.read(LARGE, new EventEmitter(), () => done.push('there'));
    await sleep(100);
    expect(done).toEqual(['there']);
  });
});
