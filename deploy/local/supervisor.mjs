// Runs child processes one after another and passes the terminal's signals on, exactly once.
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';
import { isRunning, npmAbove, sendSignal } from './processes.mjs';

const leash = new URL('./leash.mjs', import.meta.url).href;
const graceMilliseconds = 30_000;
// npm passes Ctrl-C on as well, so the same key press arrives twice within a moment.
const samePressMilliseconds = 1500;

export class Stopped extends Error {
  constructor(signal) {
    super(`Stopped by ${signal}.`);
    this.exitCode = 128 + constants.signals[signal];
  }
}

export class Supervisor {
  #child = null;
  #signal = null;
  #since = 0;

  constructor() {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => this.stop(signal));
    this.#watchNpm();
  }

  /** The first signal asks the child to end; a later one, pressed on purpose, insists. The launcher itself never leaves early. */
  stop(signal) {
    if (this.#signal === null) {
      this.#signal = signal;
      this.#since = Date.now();
      if (this.#child) sendSignal(this.#child.pid, signal);
      setTimeout(() => this.#kill(), graceMilliseconds).unref();
    } else if (Date.now() - this.#since > samePressMilliseconds) this.#kill();
  }

  /** Call between two steps. */
  throwIfStopped() {
    if (this.#signal !== null) throw new Stopped(this.#signal);
  }

  /** Runs a program to its end and answers its exit code. `leashed` is for Node programs: they end when this process is killed. */
  run(command, args, { leashed = false, onSpawn = () => undefined, ...options }) {
    this.throwIfStopped();
    const stdio = [].concat(options.stdio ?? ['inherit', 'inherit', 'inherit'], leashed ? ['ipc'] : []);
    const allArguments = leashed ? ['--import', leash, ...args] : args;
    return new Promise((resolve, reject) => {
      const env = { ...(options.env ?? process.env), ...(leashed && { PORTICO_LEASHED_TO: String(process.pid) }) };
      const child = spawn(command, allArguments, { ...options, env, stdio, detached: true });
      this.#child = child;
      child.once('error', reject);
      child.once('spawn', () => onSpawn(child));
      child.once('exit', (code, signal) => {
        this.#child = null;
        resolve(code ?? 128 + constants.signals[signal]);
      });
    });
  }

  #kill() {
    if (this.#child) sendSignal(this.#child.pid, 'SIGKILL');
  }

  /** npm that is killed hard cannot pass anything on, so we look whether it is still there. */
  #watchNpm() {
    const npm = npmAbove();
    if (!npm) return;
    const watching = setInterval(() => {
      if (isRunning(npm)) return;
      clearInterval(watching);
      // Nobody insists with that: npm may well have passed a signal on before it ended.
      if (this.#signal === null) this.stop('SIGTERM');
    }, 500).unref();
  }
}

export const rootOfCheckout = () => fileURLToPath(new URL('../..', import.meta.url)).replace(/[\\/]$/, '');
