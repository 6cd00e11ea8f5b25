import { connect } from 'node:net';
import type { Socket } from 'node:net';

export interface Request {
  readonly method: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

export interface Answer {
  readonly status: number;
  readonly body: string;
  /** Names in small letters. */
  readonly headers: Readonly<Record<string, string>>;
}

interface Waiter {
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: Error) => void;
}

/**
 * One keep-alive connection that asks one thing at a time. Written on bare sockets, because the generator shares the machine with what
 * it measures: an HTTP client of the usual kind costs as much as the server that answers it.
 */
export class Connection {
  private socket: Socket | undefined;
  private waiter: Waiter | undefined;
  private received: Buffer = Buffer.alloc(0);

  constructor(
    private readonly host: string,
    private readonly port: number,
  ) {}

  ask(request: Request): Promise<Answer> {
    return new Promise((resolve, reject) => {
      if (this.waiter) return reject(new Error('One request at a time'));
      this.waiter = { resolve, reject };
      this.opened().write(this.encoded(request));
    });
  }

  close(): void {
    this.socket?.destroy();
  }

  private opened(): Socket {
    if (this.socket && !this.socket.destroyed) return this.socket;
    const socket = connect({ host: this.host, port: this.port, noDelay: true });
    this.received = Buffer.alloc(0);
    socket.on('data', (chunk) => this.take(chunk));
    socket.on('error', (error) => this.fail(error));
    socket.on('close', () => this.fail(new Error('The connection was closed')));
    return (this.socket = socket);
  }

  private encoded({ method, path, headers = {}, body }: Request): string {
    const payload = body === undefined ? '' : JSON.stringify(body);
    const type = body === undefined ? '' : `content-type: application/json\r\ncontent-length: ${Buffer.byteLength(payload)}\r\n`;
    const more = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
    return `${method} ${path} HTTP/1.1\r\nhost: ${this.host}:${this.port}\r\n${type}${more.join('')}\r\n${payload}`;
  }

  private take(chunk: Buffer): void {
    this.received = this.received.length === 0 ? chunk : Buffer.concat([this.received, chunk]);
    const answer = readAnswer(this.received);
    if (!answer) return;
    this.received = Buffer.alloc(0);
    const { waiter } = this;
    this.waiter = undefined;
    if (answer.headers['connection'] === 'close') this.close();
    waiter?.resolve(answer);
  }

  private fail(error: Error): void {
    const { waiter } = this;
    this.waiter = undefined;
    waiter?.reject(error);
  }
}

/** Undefined while something of it is still to come. */
export function readAnswer(bytes: Buffer): Answer | undefined {
  const end = bytes.indexOf('\r\n\r\n');
  if (end < 0) return undefined;
  const [first = '', ...rest] = bytes.toString('latin1', 0, end).split('\r\n');
  const headers: Record<string, string> = {};
  for (const line of rest) headers[line.slice(0, line.indexOf(':')).toLowerCase()] = line.slice(line.indexOf(':') + 1).trim();
  const status = Number(first.slice(9, 12));
  const body = status === 304 || status === 204 ? '' : readBody(bytes, end + 4, headers);
  return body === undefined ? undefined : { status, headers, body };
}

function readBody(bytes: Buffer, from: number, headers: Readonly<Record<string, string>>): string | undefined {
  if (headers['transfer-encoding'] === 'chunked') return readChunks(bytes, from);
  const length = Number(headers['content-length'] ?? 0);
  return bytes.length < from + length ? undefined : bytes.toString('utf8', from, from + length);
}

function readChunks(bytes: Buffer, from: number): string | undefined {
  const parts: Buffer[] = [];
  for (let at = from; ;) {
    const line = bytes.indexOf('\r\n', at);
    if (line < 0) return undefined;
    const size = Number.parseInt(bytes.toString('latin1', at, line), 16);
    at = line + 2;
    if (bytes.length < at + size + 2) return undefined;
    if (size === 0) return Buffer.concat(parts).toString('utf8');
    parts.push(bytes.subarray(at, at + size));
    at += size + 2;
  }
}
