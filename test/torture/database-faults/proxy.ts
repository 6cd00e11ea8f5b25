import { createServer } from 'node:net';
import type { Server } from 'node:net';
import { Link } from './link';
import type { Fault } from './link';

/** Stands between a shop and its database, and does to the traffic what a bad network does. Without a fault it passes everything on. */
export class DatabaseProxy {
  private readonly open = new Set<Link>();
  private trouble: Fault | undefined;
  private door: Server | undefined;

  private ownPort = 0;

  private constructor(private readonly databasePort: number) {}

  static async before(databaseUrl: string): Promise<DatabaseProxy> {
    const proxy = new DatabaseProxy(Number(new URL(databaseUrl).port));
    await proxy.openDoor();
    return proxy;
  }

  /** The address of the database as the shop is told it. */
  urlFor(databaseUrl: string): string {
    const url = new URL(databaseUrl);
    url.host = `127.0.0.1:${this.ownPort}`;
    return url.toString();
  }

  get links(): readonly Link[] {
    return [...this.open];
  }

  begin(fault: Fault): void {
    this.trouble = fault;
  }

  end(): void {
    this.trouble = undefined;
  }

  cutAll(): void {
    this.links.forEach((link) => link.cut());
  }

  /** Nobody listens any more: new connections are refused; the open ones stay. */
  closeDoor(): Promise<void> {
    const door = this.door;
    this.door = undefined;
    return new Promise((resolve) => {
      if (!door) return resolve();
      // `close` waits for open connections, but the port is free at once.
      door.close();
      setImmediate(resolve);
    });
  }

  openDoor(): Promise<void> {
    const door = createServer({ noDelay: true }, (socket) => {
      this.open.add(
        new Link(
          socket,
          this.databasePort,
          () => this.trouble,
          (link) => this.open.delete(link),
        ),
      );
    });
    this.door = door;
    return new Promise((resolve, reject) => {
      door.once('error', reject);
      door.listen(this.ownPort, '127.0.0.1', () => {
        const address = door.address();
        if (typeof address === 'object' && address) this.ownPort = address.port;
        resolve();
      });
    });
  }

  async stop(): Promise<void> {
    this.end();
    await this.closeDoor();
    this.cutAll();
  }
}
