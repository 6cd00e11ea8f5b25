// The tests, once per kind of database server; each server is a throw-away one on the loopback interface.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { removeTestServers, startDatabase } from './database.mjs';
import { foreignServer, foreignServers } from './foreign-servers.mjs';
import { ensurePackages } from './preparation.mjs';
import { readState } from './state-files.mjs';
import { Supervisor, rootOfCheckout } from './supervisor.mjs';

const explain = (text) => process.stderr.write(`${text}\n`);
const usage = `npm run test:databases -- [${foreignServers.map(({ name }) => name).join(' | ')} ...] [--markdown FILE] [-- jest arguments]`;

/** Everything behind `--` is Jest's. */
export function readOrder(args) {
  const end = args.indexOf('--');
  const ours = end < 0 ? args : args.slice(0, end);
  const order = { kinds: [], markdown: null, jest: end < 0 ? [] : args.slice(end + 1) };
  for (let index = 0; index < ours.length; index += 1) {
    const kind = foreignServers.find(({ name }) => name === ours[index]);
    if (kind) order.kinds.push(kind);
    else if (ours[index] === '--markdown' && ours[index + 1]) order.markdown = ours[(index += 1)];
    else throw new Error(`What is ${ours[index]}?\n${usage}`);
  }
  if (order.kinds.length === 0) order.kinds.push(...foreignServers);
  return order;
}

/** Jest's own summary; a run that did not come to its end counts as failed. */
function resultOf(kind, server, code, summary, seconds) {
  const passed = summary?.numPassedTests ?? 0;
  const failed = (summary?.numFailedTests ?? 0) + (summary?.numRuntimeErrorTestSuites ?? 0);
  return { title: kind.title, version: server.version, passed, failed, seconds, ok: code === 0 && summary !== null };
}

async function testOn(kind, { supervisor, root, jest }) {
  const server = await foreignServer(root, kind, explain);
  supervisor.throwIfStopped();
  const database = await startDatabase({ root, ephemeral: true, server, log: explain });
  const output = join(root, '.portico', `tests-${kind.name}.json`);
  rmSync(output, { force: true });
  explain(`\n${kind.title} (${server.version})`);
  const began = Date.now();
  try {
    const program = join(root, 'node_modules/jest/bin/jest.js');
    const args = [program, '--config', join(root, '.jest.config.cjs'), '--json', `--outputFile=${output}`, ...jest];
    const env = { ...process.env, TEST_DATABASE_URL: database.url };
    const code = await supervisor.run(process.execPath, args, { cwd: root, env, leashed: true, stdio: ['inherit', 'ignore', 'inherit'] });
    return resultOf(kind, server, code, readState(output), Math.round((Date.now() - began) / 1000));
  } finally {
    await database.stop();
  }
}

function table(results, jest) {
  const lines = results.map(
    ({ title, version, passed, failed, seconds, ok }) =>
      `| ${title} | ${version} | ${passed} | ${failed} | ${seconds} s | ${ok ? 'yes' : '**no**'} |`,
  );
  const command = `npm run test:databases${jest.length > 0 ? ` -- -- ${jest.join(' ')}` : ''}`;
  const head = ['| Server | Version | Tests passed | Tests failed | Time | All passed |', '| --- | --- | ---: | ---: | ---: | --- |'];
  return [...head, ...lines, '', `Reproduced by \`${command}\`.`, ''].join('\n');
}

/** Runs the tests on each server in turn, prints a table, and answers the exit code. */
export async function testDatabases(args) {
  const supervisor = new Supervisor();
  const root = rootOfCheckout();
  try {
    const { kinds, markdown, jest } = readOrder(args);
    mkdirSync(join(root, '.portico'), { recursive: true, mode: 0o700 });
    await ensurePackages(supervisor, root, process.env);
    const results = [];
    for (const kind of kinds) results.push(await testOn(kind, { supervisor, root, jest }));
    process.stdout.write(`\n${table(results, jest)}`);
    if (markdown) writeFileSync(markdown, table(results, jest));
    return results.every(({ ok }) => ok) ? 0 : 1;
  } catch (error) {
    explain(error.message);
    return error.exitCode ?? 1;
  } finally {
    await removeTestServers(root);
  }
}
