import { EventEmitter } from 'node:events';
import { LargeBodies } from './large-bodies';

const LARGE = 1024 * 1024;
const anybody = (): EventEmitter => new EventEmitter();

describe('large bodies', () => {
  it('are read one after the other, with pauses', async () => {
    const bodies = new LargeBodies();
    const done: string[] = [];
    bodies.read(LARGE, anybody(), () => done.push('first'));
    const second = new Promise<void>((resolve) => bodies.read(LARGE, anybody(), resolve)).then(() => done.push('second'));
    bodies.read(10, anybody(), () => done.push('small'));
    expect(done).toEqual(['first', 'small']);
    await second;
    expect(done).toEqual(['first', 'small', 'second']);
  });

  it('leave nothing behind on a connection that goes on', () => {
    const connection = anybody();
    new LargeBodies().read(LARGE, connection, () => undefined);
    expect(connection.listenerCount('close')).toBe(0);
  });

  it('of senders that have hung up are not read', async () => {
    const bodies = new LargeBodies();
    const done: string[] = [];
    bodies.read(LARGE, anybody(), () => done.push('first'));
    const gone = anybody();
    bodies.read(LARGE, gone, () => done.push('gone'));
    gone.emit('close');
    await new Promise<void>((resolve) => bodies.read(LARGE, anybody(), resolve));
    expect(done).toEqual(['first']);
  });
});
