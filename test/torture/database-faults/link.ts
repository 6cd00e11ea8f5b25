import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { StatementReader } from './statements';

/** Something on its way: from the shop up to the database, or down again. */
export interface Passage {
  readonly direction: 'up' | 'down';
  readonly bytes: Buffer;
  /** Whose requests end here; empty on the way down. */
  readonly statements: readonly string[];
}

/** What the trouble of the moment does to the traffic. */
export interface Fault {
  /** New connections wait for this before they get through to the database. */
  readonly opening?: Promise<void>;
  /** Called for every passage of every link, in the order of its direction. What it answers is passed on: all, a part, or nothing. */
  pass?(passage: Passage, link: Link): Promise<Buffer> | Buffer;
  /** A closed end is told to the other one when this is over. */
  readonly closing?: Promise<void>;
}

const REACHED_MS = 5_000;

/** One connection of the shop and its other half to the database. Both directions keep their order whatever a fault does to the time. */
export class Link {
  /** For faults that must remember something about a connection. */
  readonly marks = new Set<string>();
  private readonly statements = new StatementReader();
  private readonly queues = { up: Promise.resolve(), down: Promise.resolve() };
  private readonly up: Socket;
  private gone = false;
  private forgotten = false;

  constructor(
    private readonly down: Socket,
    port: number,
    private readonly fault: () => Fault | undefined,
    private readonly ended: (link: Link) => void,
  ) {
    const opening = this.fault()?.opening;
    this.up = connect({ port, host: '127.0.0.1', noDelay: true, timeout: 0 });
    if (opening) this.queues.down = opening;
    this.listen('up', this.down, this.up);
    this.listen('down', this.up, this.down);
  }

  /** Breaks the connection on both sides at once. */
  cut(): void {
    this.gone = true;
    this.down.resetAndDestroy();
    this.up.resetAndDestroy();
    this.ended(this);
  }

  /** Loses whatever is sent from now on; only a closed end is still told to the other. */
  forget(): void {
    this.forgotten = true;
  }

  /** Says goodbye to the shop in good order while the database still hears nothing, then breaks. */
  halfClose(): void {
    this.gone = true;
    this.down.end();
    setTimeout(() => this.cut(), REACHED_MS / 10).unref();
  }

  private listen(direction: 'up' | 'down', from: Socket, to: Socket): void {
    from.on('data', (bytes) => {
      const statements = direction === 'up' ? this.statements.read(bytes) : [];
      if (direction === 'down') this.statements.hear(bytes);
      this.enqueue(direction, () => this.passOn({ direction, bytes, statements }, to));
    });
    from.on('error', () => undefined);
    from.on('close', () => this.enqueue(direction, () => this.tellTheEnd(to)));
  }

  private enqueue(direction: 'up' | 'down', work: () => Promise<void>): void {
    this.queues[direction] = this.queues[direction].then(work).catch(() => this.cut());
  }

  private async passOn(passage: Passage, to: Socket): Promise<void> {
    if (this.gone || this.forgotten) return;
    const answer = this.fault()?.pass?.(passage, this);
    const bytes = answer instanceof Promise ? await answer : (answer ?? passage.bytes);
    if (!this.gone && bytes.length > 0 && to.writable) to.write(bytes);
  }

  private async tellTheEnd(to: Socket): Promise<void> {
    await this.fault()?.closing;
    this.gone = true;
    to.end();
    to.destroySoon();
    this.ended(this);
  }
}
