import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RunningDatabase } from '../../../deploy/local/database.mjs';
import { testServer } from '../../support/server';
import type { Mutant } from './mutant';

const ROOT = join(__dirname, '..', '..', '..');
const COPIED = [
  'src',
  'test',
  'bench',
  'deploy',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
  'nest-cli.json',
  'ormconfig.ts',
  'README.md',
  '.env.example',
];
const SETTINGS = ['.swcrc', '.jest.config.cjs', '.dependency-cruiser.cjs'];
const PATIENCE_MS = 8 * 60_000;

export interface TestRun {
  readonly passed: boolean;
  /** The failed tests, or why there are none although it did not pass. */
  readonly failures: readonly string[];
  /** The code could not even be loaded: that proves nothing about a guard. */
  readonly broken: boolean;
}

interface JestReport {
  readonly numFailedTests: number;
  readonly testResults: readonly {
    readonly name: string;
    readonly message: string;
    readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[];
  }[];
}

/** A copy of the code to break: the checkout itself is never touched. Its tests run against a database server of its own. */
export class Workshop {
  private constructor(
    private readonly folder: string,
    private readonly server: RunningDatabase,
  ) {}

  static async open(): Promise<Workshop> {
    const folder = join(ROOT, '.portico', 'mutants', String(process.pid));
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    for (const name of [...COPIED, ...SETTINGS])
      if (existsSync(join(ROOT, name))) cpSync(join(ROOT, name), join(folder, name), { recursive: true });
    symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'), 'dir');
    return new Workshop(folder, await testServer());
  }

  async close(): Promise<void> {
    await this.server.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** The file without its guard, for as long as the work takes. */
  async with<T>({ file, find, replace, name }: Mutant, work: () => Promise<T>): Promise<T> {
    const path = join(this.folder, file);
    const text = readFileSync(path, 'utf8');
    if (text.split(find).length !== 2) throw new Error(`The guard ${name} does not occur once in ${file}: correct the mutant`);
    try {
      writeFileSync(
        path,
        text.replace(find, () => replace),
      );
      return await work();
    } finally {
      writeFileSync(path, text);
    }
  }

  /** The likeliest first: the others are asked only while nobody has noticed. */
  async firstFailure(specs: readonly string[]): Promise<TestRun> {
    let run: TestRun = { passed: true, broken: false, failures: [] };
    for (const spec of specs) {
      run = await this.test([spec]);
      if (!run.passed) break;
    }
    return run;
  }

  /** All tests without specs. No `--bail`: with it Jest ends before it has written its report. */
  async test(specs: readonly string[]): Promise<TestRun> {
    const file = join(this.folder, 'report.json');
    rmSync(file, { force: true });
    await this.jest(['--silent', '--json', '--outputFile', file, ...specs]);
    if (!existsSync(file)) return { passed: false, broken: true, failures: ['Jest did not come to an end'] };
    return verdictOn(JSON.parse(readFileSync(file, 'utf8')) as JestReport, this.folder);
  }

  private jest(args: readonly string[]): Promise<void> {
    const env = { ...process.env, TEST_DATABASE_URL: this.server.url };
    const command = [join(this.folder, 'node_modules', 'jest', 'bin', 'jest.js'), '--config', '.jest.config.cjs', ...args];
    return new Promise((resolve) => {
      const child = spawn(process.execPath, command, { cwd: this.folder, env, stdio: 'ignore' });
      const timer = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS);
      child.once('close', () => {
        clearTimeout(timer);
        resolve();
      });
    });
  }
}

function verdictOn({ numFailedTests, testResults }: JestReport, folder: string): TestRun {
  const failed = testResults.flatMap(({ name, assertionResults }) =>
    assertionResults.filter(({ status }) => status === 'failed').map(({ fullName }) => `${name.replace(`${folder}/`, '')}: ${fullName}`),
  );
  const unloaded = testResults.filter(({ message, assertionResults }) => message !== '' && assertionResults.length === 0);
  const broken = numFailedTests === 0 && unloaded.length > 0;
  const failures = failed.length > 0 ? failed : unloaded.map(({ name, message }) => `${name}: ${message.slice(0, 300)}`);
  return { passed: failures.length === 0, broken, failures };
}
