// The story of `npm start`.
import { join } from 'node:path';
import { choosePort, endAbandonedApplications, forgetApplication, recordApplication, waitUntilReady } from './application.mjs';
import { startDatabase } from './database.mjs';
import { readEnvironment } from './environment.mjs';
import { ensureBuild, ensurePackages } from './preparation.mjs';
import { say } from './progress.mjs';
import { SHOP_FLAGS } from './shop-flags.mjs';
import { Supervisor, rootOfCheckout } from './supervisor.mjs';
import { welcome } from './welcome.mjs';

const startedAt = Date.now();
/** As src/serve.ts says it: the database lacks migrations or the demo. */
const notPrepared = 75;

/** Packages, build and database do not need each other, so they come up together. All are awaited, or a failure would leave one behind. */
async function prepareEverything(supervisor, root, env) {
  const building = ensurePackages(supervisor, root, env).then(() => ensureBuild(supervisor, root, env));
  const starting = env.DATABASE_URL ? null : startDatabase({ root, log: say });
  const [built, database] = await Promise.allSettled([building, starting]);
  const failed = [built, database].find(({ status }) => status === 'rejected');
  if (!failed) return database.value;
  await database.value?.stop();
  throw failed.reason;
}

/** A database that is killed under a running shop comes back on its own port; the application connects again by itself. */
function guard(database) {
  let reviving = false;
  const check = async () => {
    if (reviving || database.isRunning()) return;
    reviving = true;
    await database.revive().catch((error) => say(error.message));
    reviving = false;
  };
  return setInterval(check, 300);
}

/** The threads of Node would each keep memory of their own, 15 MB together; two places to take it from are enough for them. */
const ALLOCATOR = { MALLOC_ARENA_MAX: '2' };

async function serve(supervisor, root, env) {
  const url = (env.PUBLIC_URL ??= `http://127.0.0.1:${env.PORT}`);
  const program = (name) => ['--enable-source-maps', join(root, 'dist/src', name)];
  const host = ['0.0.0.0', '::', undefined].includes(env.HOST) ? '127.0.0.1' : env.HOST;
  const onSpawn = async ({ pid }) => {
    recordApplication(root, pid);
    const ready = await waitUntilReady(`http://${host}:${env.PORT}/health/ready`, pid);
    if (ready) await welcome({ url, seconds: (Date.now() - startedAt) / 1000, demo: env.NODE_ENV !== 'production' });
  };
  const start = (...options) =>
    supervisor.run(process.execPath, [...SHOP_FLAGS, ...program('start.js'), ...options], {
      cwd: root,
      env: { ...ALLOCATOR, ...env },
      leashed: true,
      onSpawn,
    });
  // Mostly everything is there from last time, and the shop itself sees that soonest.
  const code = await start('--if-prepared');
  supervisor.throwIfStopped();
  if (code !== notPrepared) return code;
  const prepared = await supervisor.run(process.execPath, program('cli/prepare.js'), { cwd: root, env, leashed: true });
  supervisor.throwIfStopped();
  return prepared === 0 ? start() : prepared;
}

async function runShop(supervisor, root) {
  const env = readEnvironment(root);
  await endAbandonedApplications(root);
  env.PORT = String(await choosePort(env.PORT, env.HOST ?? '127.0.0.1', say));
  const database = await prepareEverything(supervisor, root, env);
  const guarding = database ? guard(database) : undefined;
  try {
    supervisor.throwIfStopped();
    return await serve(supervisor, root, { ...env, DATABASE_URL: env.DATABASE_URL ?? database.url });
  } finally {
    clearInterval(guarding);
    await database?.stop();
    forgetApplication(root);
  }
}

/** Answers the exit code. */
export async function launch() {
  const supervisor = new Supervisor();
  try {
    return await runShop(supervisor, rootOfCheckout());
  } catch (error) {
    if (error.exitCode === undefined) console.error(`\n${error.message}\n`);
    return error.exitCode ?? 1;
  }
}
