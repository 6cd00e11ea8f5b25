// Small JSON files under .portico, written whole or not at all, and a lock that survives the death of its holder.
import { closeSync, linkSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, statSync, writeFileSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describeProcess, isRunning } from './processes.mjs';

/** The content of a JSON file, or null when it is missing or was cut short by a crash. */
export function readState(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    if (error.code === 'EACCES')
      throw new Error(`${path} belongs to another user. Start as that user, or delete the folder ${dirname(path)}.`);
    return null;
  }
}

export function writePrivateFile(path, text) {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const draft = `${path}.${process.pid}.tmp`;
  rmSync(draft, { force: true });
  writeFileSync(draft, text, { mode: 0o600, flush: true });
  renameSync(draft, path);
}

export const writeState = (path, value) => writePrivateFile(path, `${JSON.stringify(value, null, 2)}\n`);

function tryToHold(path) {
  try {
    const file = openSync(path, 'wx', 0o600);
    writeSync(file, JSON.stringify(describeProcess(process.pid)));
    closeSync(file);
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    return false;
  }
}

/** Takes a dead holder's lock away. What was moved is checked again, because a living one may have taken its place meanwhile. */
function removeStaleLock(path) {
  const holder = readState(path);
  const age = Date.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
  if (holder === null ? age < 2000 : isRunning(holder)) return;
  const aside = `${path}.${process.pid}.stale`;
  try {
    renameSync(path, aside);
    if (isRunning(readState(aside))) linkSync(aside, path);
  } catch (error) {
    if (error.code !== 'ENOENT' && error.code !== 'EEXIST') throw error;
  }
  rmSync(aside, { force: true });
}

/** Runs the work while no other process holds the lock. */
export async function withLock(path, work, milliseconds = 240_000) {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const deadline = Date.now() + milliseconds;
  while (!tryToHold(path)) {
    if (Date.now() > deadline) throw new Error(`${path} has been held for too long by process ${readState(path)?.pid ?? 'unknown'}.`);
    removeStaleLock(path);
    await sleep(40);
  }
  try {
    return await work();
  } finally {
    rmSync(path, { force: true });
  }
}
