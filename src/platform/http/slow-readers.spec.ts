import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { SlowReaders } from './slow-readers';

let socket: Socket;
let response: ServerResponse;
let readers: SlowReaders;
const giveUp = jest.fn();

beforeEach(() => {
  jest.useFakeTimers();
  socket = new Socket();
  // Behind another answer on its connection, as far as Node is concerned: it has not been given the connection yet.
  response = new ServerResponse(new IncomingMessage(socket));
  readers = new SlowReaders();
  readers.watch(response, giveUp);
});

afterEach(() => {
  readers.onModuleDestroy();
  jest.useRealTimers();
  giveUp.mockReset();
});

describe('a stream on its way', () => {
  /** What its connection has taken, and what lies there to be taken. */
  let taken = 0;
  let left = 1;
  beforeEach(() => {
    left = 1;
    Object.defineProperty(socket, 'bytesWritten', { get: () => taken });
    Object.defineProperty(response, 'writableLength', { get: () => left });
    response.assignSocket(socket);
  });

  function moveForAMinute(): void {
    for (let second = 0; second < 60; second += 1) {
      taken += 1;
      jest.advanceTimersByTime(1_000);
    }
  }

  it('is not cut while it moves, and five minutes after it has stopped', () => {
    moveForAMinute();
    expect(socket.destroyed).toBe(false);
    jest.advanceTimersByTime(290_000);
    expect(socket.destroyed).toBe(false);
    jest.advanceTimersByTime(12_000);
    expect(socket.destroyed).toBe(true);
  });

  it('has half a minute from its end for its last piece', () => {
    moveForAMinute();
    Object.defineProperty(response, 'writableEnded', { value: true });
    jest.advanceTimersByTime(28_500);
    expect(socket.destroyed).toBe(false);
    jest.advanceTimersByTime(2_000);
    expect(socket.destroyed).toBe(true);
  });

  it('is not cut while it is the server that has nothing to send', () => {
    left = 0;
    jest.advanceTimersByTime(600_000);
    expect(socket.destroyed).toBe(false);
  });
});

describe('an answer behind another one', () => {
  it('gives its place back after two seconds', () => {
    jest.advanceTimersByTime(1_900);
    expect(giveUp).not.toHaveBeenCalled();
    jest.advanceTimersByTime(200);
    expect(giveUp).toHaveBeenCalledTimes(1);
    jest.advanceTimersByTime(5_000);
    expect(giveUp).toHaveBeenCalledTimes(1);
  });

  it('is cut with its connection when nobody takes it', () => {
    response.end('an answer');
    jest.advanceTimersByTime(29_500);
    expect(socket.destroyed).toBe(false);
    jest.advanceTimersByTime(1_000);
    expect(socket.destroyed).toBe(true);
  });

  it('is cut even when it has not ended, but later', () => {
    response.write('a part');
    jest.advanceTimersByTime(290_000);
    expect(socket.destroyed).toBe(false);
    jest.advanceTimersByTime(12_000);
    expect(socket.destroyed).toBe(true);
  });

  it('is forgotten when its client hangs up', () => {
    socket.emit('close');
    jest.advanceTimersByTime(60_000);
    expect(giveUp).not.toHaveBeenCalled();
  });
});
