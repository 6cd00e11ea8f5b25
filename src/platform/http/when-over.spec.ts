import { once } from 'node:events';
import { Agent, IncomingMessage, ServerResponse, createServer, get } from 'node:http';
import { Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { whenOver } from './when-over';

/** A response that waits for its turn: it belongs to a request, and has no connection yet. */
function waitingOn(socket: Socket): ServerResponse {
  return new ServerResponse(new IncomingMessage(socket));
}

const broken = (socket: Socket): Promise<void> => new Promise((resolve) => socket.once('close', () => resolve()).destroy());

describe('a response is over', () => {
  it('when it is out, which is said once', async () => {
    const socket = new Socket();
    const response = waitingOn(socket);
    const over = jest.fn();
    whenOver(response, over);
    expect(over).not.toHaveBeenCalled();
    response.emit('close');
    await broken(socket);
    expect(over).toHaveBeenCalledTimes(1);
  });

  it('when its connection breaks off before its turn comes, and so are all behind it', async () => {
    const socket = new Socket();
    const order: number[] = [];
    for (const number of [1, 2, 3]) whenOver(waitingOn(socket), () => order.push(number));
    await broken(socket);
    expect(order).toEqual([1, 2, 3]);
  });

  it('when its connection broke off before anybody asked', async () => {
    const socket = new Socket();
    await broken(socket);
    const over = jest.fn();
    whenOver(waitingOn(socket), over);
    expect(over).toHaveBeenCalledTimes(1);
  });

  it('when it was out before anybody asked, although its connection goes on', async () => {
    const over = jest.fn();
    const server = createServer((_request, response) => {
      response.once('close', () => whenOver(response, () => over(response.req.socket.destroyed))).end();
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const agent = new Agent({ keepAlive: true });
    const { port } = server.address() as AddressInfo;
    const [answer] = (await once(get({ agent, port, host: '127.0.0.1' }), 'response')) as [IncomingMessage];
    await once(answer.resume(), 'end');
    expect(over.mock.calls).toEqual([[false]]);
    agent.destroy();
    server.close();
  });
});

it('a response has one listener more, however many wait for its end', () => {
  const response = waitingOn(new Socket());
  const before = response.listenerCount('close');
  for (let index = 0; index < 100; index += 1) whenOver(response, () => undefined);
  expect(response.listenerCount('close')).toBe(before + 1);
});

it('a connection has one listener more, however many responses are queued on it', () => {
  const socket = new Socket();
  const before = socket.listenerCount('close');
  for (let index = 0; index < 100; index += 1) whenOver(waitingOn(socket), () => undefined);
  expect(socket.listenerCount('close')).toBe(before + 1);
});
