import { createServer } from 'node:http';
import type { RequestListener, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { post } from './sandbox.post';

let server: Server;

async function listening(answer: RequestListener): Promise<string> {
  server = createServer(answer).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

afterEach(() => {
  server.closeAllConnections();
  server.close();
});

const send = (url: string, patienceMs: number): Promise<number> =>
  post(url, { 'content-type': 'text/plain' }, Buffer.from('news'), patienceMs);

describe('post', () => {
  it('tells the status, over a connection that stays', async () => {
    const heard: string[] = [];
    const url = await listening((request, response) => {
      request.on('data', (piece: Buffer) => heard.push(`${request.socket.remotePort} ${piece.toString()}`));
      request.on('end', () => response.writeHead(heard.length === 1 ? 200 : 503).end('read by nobody'));
    });
    await expect(send(url, 5_000)).resolves.toBe(200);
    await expect(send(url, 5_000)).resolves.toBe(503);
    expect(heard).toHaveLength(2);
    expect(heard[0]).toBe(heard[1]);
  });

  it('gives up on who does not answer, or does not end', async () => {
    await expect(send(await listening(() => undefined), 100)).rejects.toThrow();
    server.closeAllConnections();
    server.close();
    const endless = await listening((_, response) => void response.writeHead(200, { 'content-length': 100 }).write('so far'));
    await expect(send(endless, 100)).rejects.toThrow();
  });

  it('leaves nothing behind that goes off later', async () => {
    const url = await listening((_, response) => void response.end());
    const waiting = (): number => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
    const before = waiting();
    for (let turn = 0; turn < 20; turn += 1) await send(url, 60_000);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(waiting()).toBeLessThan(before + 5);
  });
});
