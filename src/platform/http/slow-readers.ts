import type { ServerResponse } from 'node:http';
import { Injectable } from '@nestjs/common';
import type { OnModuleDestroy } from '@nestjs/common';
import { whenOver } from './when-over';

const LOOK_MS = 1_000;
/** A client that has not taken its answer by then keeps nobody else from a place. */
const PLACE_LOOKS = 2;
/** And by then its connection is cut, for the answer is held in memory until it is taken; a stream has a pace of its own. */
const CUT_LOOKS = 30;

interface Unread {
  readonly giveUp: () => void;
  looks: number;
}

/** Answers on their way out. A client that reads slowly, or not at all, costs memory, and may hold neither a place nor the memory for ever. */
@Injectable()
export class SlowReaders implements OnModuleDestroy {
  private readonly unread = new Map<ServerResponse, Unread>();
  private readonly timer = setInterval(() => this.look(), LOOK_MS).unref();

  watch(response: ServerResponse, giveUp: () => void): void {
    this.unread.set(response, { giveUp, looks: 0 });
    whenOver(response, () => this.unread.delete(response));
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
  }

  private look(): void {
    for (const [response, unread] of this.unread) {
      unread.looks += 1;
      if (unread.looks === PLACE_LOOKS) unread.giveUp();
      // Ended, but its last byte is not out: everything that is left lies in memory.
      // A response queued behind another has no connection yet, its request has. What stands before it on the connection ends with it, even a stream.
      if (unread.looks >= CUT_LOOKS && response.writableEnded) response.req.socket.destroy();
    }
  }
}
