import { execFileSync, fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { cpus } from 'node:os';
import { join } from 'node:path';
import type { AnyPhase } from './loops';
import type { Tally } from './tally';
import type { FromWorker } from './worker';

/** The crowd is a process of its own. */
export class Crowd {
  private readonly child: ChildProcess = fork(join(__dirname, 'entry.cjs'), { serialization: 'advanced' });

  get pid(): number {
    return this.child.pid ?? 0;
  }

  run(phase: AnyPhase): Promise<Tally> {
    return new Promise((resolve, reject) => {
      const ended = (): void => reject(new Error('The process that makes the load ended.'));
      this.child.once('exit', ended);
      this.child.once('message', (message: FromWorker) => {
        this.child.off('exit', ended);
        if ('tally' in message) resolve(message.tally);
        else reject(new Error(message.reason));
      });
      this.child.send(phase);
    });
  }

  end(): void {
    this.child.kill();
  }
}

/** One core for the shop with its database, the others for the crowd; else the crowd takes from the shop what it is to measure. */
export function separate(house: readonly number[], crowd: readonly number[]): boolean {
  const cores = cpus().length;
  if (process.platform !== 'linux' || cores < 2) return false;
  try {
    for (const pid of house.filter((known) => known > 0)) pin(pid, '0');
    for (const pid of crowd) pin(pid, cores === 2 ? '1' : `1-${cores - 1}`);
    return true;
  } catch {
    return false;
  }
}

function pin(pid: number, cores: string): void {
  execFileSync('taskset', ['--all-tasks', '--pid', '--cpu-list', cores, String(pid)], { stdio: 'ignore' });
}
