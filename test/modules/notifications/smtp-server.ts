import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';

export type SmtpServer = { readonly url: string; readonly received: string[]; refuse: boolean; close(): Promise<void> };

/** As much of RFC 5321 as it takes to receive a mail. */
export async function startSmtpServer(): Promise<SmtpServer> {
  const sockets = new Set<Socket>();
  const state: { received: string[]; refuse: boolean } = { received: [], refuse: false };
  const server = createServer((socket) => {
    sockets.add(socket);
    let data: string | undefined;
    let rest = '';
    const answer = (line: string): string => {
      if (/^(EHLO|HELO)/i.test(line)) return '250 test';
      if (/^MAIL FROM/i.test(line)) return state.refuse ? '451 come back later' : '250 ok';
      if (/^DATA/i.test(line)) {
        data = '';
        return '354 go on';
      }
      return /^QUIT/i.test(line) ? '221 bye' : '250 ok';
    };
    socket.write('220 test\r\n');
    socket.on('error', () => undefined);
    socket.on('data', (bytes) => {
      const lines = (rest + bytes.toString()).split('\r\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        if (data === undefined) socket.write(`${answer(line)}\r\n`);
        else if (line === '.') {
          state.received.push(data);
          data = undefined;
          socket.write('250 taken\r\n');
        } else data += `${line}\n`;
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return Object.assign(state, {
    url: `smtp://127.0.0.1:${port}`,
    close: async () => {
      sockets.forEach((socket) => socket.destroy());
      await new Promise((resolve) => server.close(resolve));
    },
  });
}
