// Who uses the database of this checkout. Several commands may share one server: the last one out stops it.
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describeProcess, isRunning } from './processes.mjs';
import { readState, writeState } from './state-files.mjs';

const own = (folder) => join(folder, `${process.pid}.json`);

export function takeLease(folder, details = {}) {
  writeState(own(folder), { ...describeProcess(process.pid), ...details });
}

export const dropLease = (folder) => rmSync(own(folder), { force: true });

const readLeases = (folder) => {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const files = readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .map((name) => join(folder, name));
  return files.map((file) => ({ file, lease: readState(file) }));
};

/** The other processes that use the database now. */
export const otherUsers = (folder) =>
  readLeases(folder)
    .map(({ lease }) => lease)
    .filter((lease) => isRunning(lease) && lease.pid !== process.pid);

/** Leases of dead owners are removed and answered: an owner that was killed hard may have left its application behind. */
export function sweepLeases(folder) {
  const dead = readLeases(folder).filter(({ lease }) => !isRunning(lease));
  for (const { file } of dead) rmSync(file, { force: true });
  return dead.map(({ lease }) => lease).filter((lease) => lease !== null);
}
