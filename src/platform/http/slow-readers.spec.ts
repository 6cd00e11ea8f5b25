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

describe('an answer on its way', () => {
  it('may take as long as it moves, when it has not ended', () => {
    let written = 0;
    Object.defineProperty(socket, 'bytesWritten', { get: () => written });
    response.assignSocket(socket);
    for (let second = 0; second < 60; second += 1) {
      written += 1;
      jest.advanceTimersByTime(1_000);
    }
    expect(socket.destroyed).toBe(false);
    jest.advanceTimersByTime(32_000);
    expect(socket.destroyed).toBe(true);
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

  it('is cut even when it has not ended, for nothing of it moves', () => {
    response.write('a part');
    jest.advanceTimersByTime(29_500);
    expect(socket.destroyed).toBe(false);
    jest.advanceTimersByTime(2_000);
    expect(socket.destroyed).toBe(true);
  });

  it('is forgotten when its client hangs up', () => {
    socket.emit('close');
    jest.advanceTimersByTime(60_000);
    expect(giveUp).not.toHaveBeenCalled();
  });
});
