// Commands beside the shop itself: the tests, and anything that needs the database.
import { join } from 'node:path';
import { removeTestServers, startDatabase } from './database.mjs';
import { readEnvironment } from './environment.mjs';
import { ensureBuild, ensurePackages } from './preparation.mjs';
import { Supervisor, rootOfCheckout } from './supervisor.mjs';

const explain = (text) => process.stderr.write(`${text}\n`);

async function guarded(work) {
  try {
    return await work(new Supervisor(), rootOfCheckout());
  } catch (error) {
    explain(error.message);
    return error.exitCode ?? 1;
  }
}

/** Nothing to do in a second or later run. */
export function installPackages() {
  return guarded(async (supervisor, root) => {
    await ensurePackages(supervisor, root, process.env);
    return 0;
  });
}

/** Runs the command where the user stands. A database that already runs is used and left alone; what was started here is stopped. */
export function runCommand(args) {
  const [program, ...rest] = args[0] === '--' ? args.slice(1) : args;
  return guarded(async (supervisor, root) => {
    if (program === undefined) throw new Error('Which command? For example: node deploy/local/run.mjs -- npx typeorm --help');
    const env = readEnvironment(root);
    await ensurePackages(supervisor, root, env);
    if (rest.some((argument) => argument.startsWith('dist/'))) await ensureBuild(supervisor, root, env);
    const database = env.DATABASE_URL ? null : await startDatabase({ root, log: explain });
    try {
      return await supervisor.run(program, rest, { env: { ...env, DATABASE_URL: env.DATABASE_URL ?? database.url } });
    } finally {
      await database?.stop();
    }
  });
}

/** Jest starts the test server itself (test/support/global-setup.ts); here only what a killed run left is removed. */
export function runTests(args) {
  return guarded(async (supervisor, root) => {
    await ensurePackages(supervisor, root, process.env);
    const jest = join(root, 'node_modules/jest/bin/jest.js');
    try {
      return await supervisor.run(process.execPath, [jest, '--config', join(root, '.jest.config.cjs'), ...args], {
        cwd: root,
        env: process.env,
        leashed: true,
      });
    } finally {
      await removeTestServers(root);
    }
  });
}

/** The torture run and the bench start databases and shops of their own (test/torture/README.md, bench/README.md). */
function runHarness(entry, args) {
  return guarded(async (supervisor, root) => {
    await ensurePackages(supervisor, root, process.env);
    if (!args.includes('--help')) await ensureBuild(supervisor, root, process.env);
    const program = [join(root, 'deploy/local', entry), ...args];
    try {
      return await supervisor.run(process.execPath, program, { cwd: root, env: process.env, leashed: true });
    } finally {
      await removeTestServers(root);
    }
  });
}

export const runTorture = (args) => runHarness('torture-entry.cjs', args);
export const runBench = (args) => runHarness('bench-entry.cjs', args);
