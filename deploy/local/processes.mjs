// What runs on this machine, told apart safely: a process id alone is not enough, because the system gives it to somebody else later.
import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

const linux = process.platform === 'linux';

const attempt = (work, otherwise) => {
  try {
    return work();
  } catch {
    return otherwise;
  }
};

const ps = (...args) => attempt(() => execFileSync('ps', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim(), '');

const bootId = linux ? attempt(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim().slice(0, 8), '') : '';

/** When the process began, as an opaque text; null when it is gone (a zombie is gone: nobody may ever reap it in a container). */
export function birthOf(pid) {
  if (!Number.isInteger(pid) || pid <= 0) return null;
  if (!linux) {
    const [state = '', ...started] = ps('-o', 'stat=,lstart=', '-p', String(pid)).split(/\s+/);
    return state === '' || state.startsWith('Z') ? null : started.join(' ');
  }
  const stat = attempt(() => readFileSync(`/proc/${pid}/stat`, 'utf8'), null);
  if (stat === null) return null;
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields[0] === 'Z' || fields[0] === 'X' ? null : `${bootId}:${fields[19]}`;
}

const parentOf = (pid) =>
  Number(
    linux
      ? attempt(() => readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1).split(' ')[1], 0)
      : ps('-o', 'ppid=', '-p', String(pid)),
  );

/** The npm that runs this process, or null. Between the two there may be a shell, which outlives a killed npm. */
export function npmAbove() {
  if (!process.env.npm_lifecycle_event) return null;
  const throughShell = /^\S*sh\s-c\s/.test(argumentsOf(process.ppid));
  return describeProcess(throughShell ? parentOf(process.ppid) : process.ppid);
}

/** A process as it is written into state files. */
export const describeProcess = (pid) => ({ pid, birth: birthOf(pid) });

/** True only when the very process that was described still runs. */
export const isRunning = (described) => Boolean(described?.birth) && birthOf(described.pid) === described.birth;

function argumentsOf(pid) {
  if (!linux) return ps('-ww', '-o', 'command=', '-p', String(pid));
  return attempt(() => readFileSync(`/proc/${pid}/cmdline`, 'utf8'), '').replaceAll('\0', '\n');
}

/** Does the process carry exactly this command line argument? */
export function hasArgument(pid, argument) {
  const separator = linux ? '\n' : ' ';
  return `${separator}${argumentsOf(pid)}${separator}`.includes(`${separator}${argument}${separator}`);
}

/** The value of `--name=value` on a process's command line, or null. */
export function argumentValue(pid, name) {
  return argumentsOf(pid).match(new RegExp(`(?:^|\\s)--${name}=(\\S+)`))?.[1] ?? null;
}

/** Ids of the running processes that carry this command line argument. */
export function processesWithArgument(argument) {
  const ids = linux ? readdirSync('/proc').filter((name) => /^\d+$/.test(name)) : ps('-axo', 'pid=').split(/\s+/);
  return ids.map(Number).filter((pid) => pid !== process.pid && hasArgument(pid, argument) && birthOf(pid) !== null);
}

export function sendSignal(pid, signal) {
  return attempt(() => process.kill(pid, signal), false);
}

/** Waits until the described process is gone; false when it is still there after the time. */
export async function waitForEnd(described, milliseconds) {
  const deadline = Date.now() + milliseconds;
  while (isRunning(described)) {
    if (Date.now() > deadline) return false;
    await sleep(25);
  }
  return true;
}

/** Asks politely, then insists. Only ever called with a process that was verified to be ours. */
export async function endProcess(described, graceMilliseconds) {
  if (!isRunning(described)) return;
  sendSignal(described.pid, 'SIGTERM');
  if (await waitForEnd(described, graceMilliseconds)) return;
  sendSignal(described.pid, 'SIGKILL');
  if (!(await waitForEnd(described, 10_000))) throw new Error(`Process ${described.pid} does not end. Please stop it by hand.`);
}
