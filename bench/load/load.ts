import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import type { Order, Tally } from './generator';
import type { FromWorker, ToWorker } from './worker';

/** The load generator in a process of its own, so that the bench's bookkeeping does not delay it. */
export class Load {
  private readonly child: ChildProcess = fork(join(__dirname, 'entry.cjs'), { serialization: 'advanced' });

  /** `begin` is called when the server is warm; the measurement starts when it has answered. */
  drive(order: Order, begin: () => Promise<void>): Promise<Tally> {
    return new Promise((resolve, reject) => {
      const ended = (): void => reject(new Error('The load generator ended.'));
      const hear = (message: FromWorker): void => {
        if (message.kind === 'warm') return void begin().then(() => this.tell({ kind: 'go' }), reject);
        this.child.off('message', hear);
        this.child.off('exit', ended);
        if (message.kind === 'done') resolve(message.tally);
        else reject(new Error(message.reason));
      };
      this.child.on('message', hear);
      this.child.once('exit', ended);
      this.tell({ kind: 'drive', order });
    });
  }

  end(): void {
    this.child.kill();
  }

  private tell(message: ToWorker): void {
    this.child.send(message);
  }
}
