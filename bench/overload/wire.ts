import { connect } from 'node:net';
import type { Socket } from 'node:net';

export interface Reply {
  readonly status: number;
  /** Seconds; undefined when the answer does not say when to come back. */
  readonly retryAfter: number | undefined;
  /** Milliseconds from the request to the whole answer. */
  readonly took: number;
  /** Empty unless it was wanted. */
  readonly body: string;
}

const OPENING = 'GET /health/live HTTP/1.1\r\nhost: shop\r\n\r\n';
const LOST: Omit<Reply, 'took'> = { status: 0, retryAfter: undefined, body: '' };

/**
 * A keep-alive connection that asks one thing at a time and looks at no more of the answer than it must: at ten times too much, the generator
 * must stay far cheaper than what it measures. A broken connection is an answer with status 0, and is opened again.
 */
export class Wire {
  private socket: Socket | undefined;
  private settle: ((reply: Reply) => void) | undefined;
  private sentAt = 0;
  private head = '';
  private parts: Buffer[] = [];
  private missing = 0;
  private wantsBody = false;

  constructor(
    private readonly port: number,
    private readonly from = '127.0.0.1',
  ) {}

  ask(bytes: string, wantsBody = false): Promise<Reply> {
    return new Promise((resolve) => {
      this.settle = resolve;
      this.sentAt = performance.now();
      this.wantsBody = wantsBody;
      this.head = '';
      this.parts = [];
      this.opened().write(bytes, 'utf8');
    });
  }

  /**
   * So that opening it is not part of what is measured. To be connected is not enough: the kernel does that by itself, and Node takes only one connection
   * out of its hands in each turn of the event loop. An answer says that it has.
   */
  async open(): Promise<void> {
    await this.ask(OPENING);
  }

  close(): void {
    this.socket?.destroy();
  }

  private opened(): Socket {
    if (this.socket && !this.socket.destroyed) return this.socket;
    const socket = connect({ host: '127.0.0.1', port: this.port, localAddress: this.from, noDelay: true });
    socket.on('data', (chunk) => this.take(chunk));
    socket.on('error', () => undefined);
    socket.on('close', () => this.socket === socket && this.done(LOST));
    return (this.socket = socket);
  }

  private take(chunk: Buffer): void {
    if (this.head === '') {
      // Heads are far shorter than a packet, and always come whole.
      const end = chunk.indexOf('\r\n\r\n');
      this.head = chunk.toString('latin1', 0, end).toLowerCase();
      this.missing = Number(/\r\ncontent-length: (\d+)/.exec(this.head)?.[1] ?? 0) - (chunk.length - end - 4);
      if (this.wantsBody) this.parts.push(chunk.subarray(end + 4));
    } else {
      this.missing -= chunk.length;
      if (this.wantsBody) this.parts.push(chunk);
    }
    if (this.missing <= 0) this.finish();
  }

  private finish(): void {
    const status = Number(this.head.slice(9, 12));
    const seconds = status === 503 || status === 429 ? /\r\nretry-after: (\d+)/.exec(this.head)?.[1] : undefined;
    if (this.head.includes('\r\nconnection: close')) this.close();
    this.done({ status, retryAfter: seconds === undefined ? undefined : Number(seconds), body: Buffer.concat(this.parts).toString() });
  }

  private done(reply: Omit<Reply, 'took'>): void {
    const { settle } = this;
    this.settle = undefined;
    settle?.({ ...reply, took: performance.now() - this.sentAt });
  }
}
