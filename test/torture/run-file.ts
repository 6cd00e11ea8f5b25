import { appendFileSync, existsSync, mkdirSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Options } from './options';

/** One round, as it is written down the moment it is over. */
export interface Row {
  readonly lane: string;
  readonly scenario: string;
  readonly round: number;
  readonly seed: string;
  readonly ms: number;
  readonly violations: readonly string[];
  readonly figures: Readonly<Record<string, number>>;
}

/** A run's diary: its options in the first line, then one line per round, so that whatever ends a run loses one round at most. */
export class RunFile {
  private constructor(
    readonly path: string,
    readonly options: Options,
    readonly rows: Row[],
  ) {}

  static begin(folder: string, options: Options, now = new Date()): RunFile {
    mkdirSync(folder, { recursive: true });
    const name = `${now.toISOString().replace(/\D/g, '').slice(0, 14)}-${options.seed}.jsonl`;
    const file = new RunFile(join(folder, name), options, []);
    appendFileSync(file.path, `${JSON.stringify({ options })}\n`);
    return file;
  }

  /** The newest run of the folder. @throws Error when there is none */
  static newest(folder: string): RunFile {
    const names = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.jsonl')) : [];
    const [path] = names.map((name) => join(folder, name)).sort((one, other) => statSync(other).mtimeMs - statSync(one).mtimeMs);
    if (!path) throw new Error(`There is no run to resume in ${folder}.`);
    return RunFile.open(path);
  }

  static open(path: string): RunFile {
    const [head, ...rows] = readFileSync(path, 'utf8').split('\n').flatMap(parsed);
    if (!isHead(head)) throw new Error(`${basename(path)} is not the file of a run.`);
    return new RunFile(path, head.options, rows.filter(isRow));
  }

  add(row: Row): void {
    this.rows.push(row);
    appendFileSync(this.path, `${JSON.stringify(row)}\n`);
  }

  has(lane: string, scenario: string, round: number): boolean {
    return this.rows.some((row) => row.lane === lane && row.scenario === scenario && row.round === round);
  }
}

/** A machine that died while it wrote leaves half a line: it does not count. */
function parsed(line: string): unknown[] {
  try {
    return [JSON.parse(line)];
  } catch {
    return [];
  }
}

function isHead(value: unknown): value is { options: Options } {
  return typeof value === 'object' && value !== null && 'options' in value;
}

function isRow(value: unknown): value is Row {
  return typeof value === 'object' && value !== null && 'violations' in value && 'round' in value;
}
