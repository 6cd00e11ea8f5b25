import type { ServerResponse } from 'node:http';
import { Injectable } from '@nestjs/common';
import type { OnModuleDestroy } from '@nestjs/common';
import { whenOver } from './when-over';

const LOOK_MS = 1_000;
/** A client that has not taken its answer by then keeps nobody else from a place. */
const PLACE_LOOKS = 2;
/** So long after it has ended its connection is cut: all that is left of it lies in memory until it is taken. */
const CUT_LOOKS = 30;
/** A stream that has not ended holds little. The kernel asks for more only when a good part of megabytes is taken, so it may seem to stand still for minutes. */
const STILL_LOOKS = 300;

interface Unread {
  readonly giveUp: () => void;
  looks: number;
  /** Of these, how many since its end. */
  ended: number;
  /** Of its connection, at the last look; none, while another answer is before it. */
  written: number | undefined;
  /** For so many looks its connection has taken nothing of what there is. */
  still: number;
}

/** Answers on their way out. A client that reads slowly, or not at all, costs memory, and may hold neither a place nor the memory for ever. */
@Injectable()
export class SlowReaders implements OnModuleDestroy {
  private readonly unread = new Map<ServerResponse, Unread>();
  private readonly timer = setInterval(() => this.look(), LOOK_MS).unref();

  watch(response: ServerResponse, giveUp: () => void): void {
    this.unread.set(response, { giveUp, looks: 0, ended: 0, written: undefined, still: 0 });
    whenOver(response, () => this.unread.delete(response));
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
  }

  private look(): void {
    for (const [response, unread] of this.unread) {
      unread.looks += 1;
      if (response.writableEnded) unread.ended += 1;
      const written = response.socket?.bytesWritten;
      // With nothing to send it is not the client who lets it wait.
      unread.still = written === unread.written && response.writableLength > 0 ? unread.still + 1 : 0;
      unread.written = written;
      if (unread.looks === PLACE_LOOKS) unread.giveUp();
      // A response queued behind another has no connection yet, its request has. What stands before it on the connection ends with it, even a stream.
      if (unread.ended >= CUT_LOOKS || unread.still >= STILL_LOOKS) response.req.socket.destroy();
    }
  }
}
