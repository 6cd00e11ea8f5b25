import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { allLanes } from './lanes';
import { HELP, readCommandLine } from './options';
import type { CommandLine } from './options';
import { planOf, sentences } from './plan';
import type { LanePlan } from './plan';
import { Progress } from './progress';
import { heldEverything, reportOf } from './report';
import type { LaneResult } from './report';
import { RunFile } from './run-file';
import { LaneRunner } from './runner';

const FOLDER = join(__dirname, '..', '..', '.portico', 'torture');
const INTERRUPTED = 130;

async function main(): Promise<number> {
  const commandLine = readCommandLine(process.argv.slice(2));
  if (commandLine.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const lanes = await allLanes();
  const asked = commandLine.resume ? RunFile.newest(FOLDER).options : commandLine;
  const plans = planOf(lanes, asked);
  const file = commandLine.resume ? RunFile.newest(FOLDER) : RunFile.begin(FOLDER, optionsOf(commandLine));
  const done = file.rows.length > 0 ? `, ${file.rows.length} rounds done before` : '';
  process.stdout.write([`Seed ${file.options.seed}${done}; every round is written to ${file.path}`, ...sentences(plans), ''].join('\n'));
  return torture(plans, file, commandLine.markdown);
}

async function torture(plans: readonly LanePlan[], file: RunFile, markdown: string | undefined): Promise<number> {
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stop.abort());
  const progress = new Progress(process.stdout);
  const results: LaneResult[] = [];
  for (const plan of plans) results.push({ plan, end: await new LaneRunner(plan, file, progress, stop.signal).run() });
  progress.end();
  const report = reportOf(file, results);
  process.stdout.write(`\n${report}`);
  if (markdown) writeFileSync(markdown, report);
  if (stop.signal.aborted) return INTERRUPTED;
  return heldEverything(file, results) ? 0 : 1;
}

function optionsOf({ lanes, scenarios, seed, seconds, rounds }: CommandLine): RunFile['options'] {
  return { lanes, scenarios, seed, ...(seconds !== undefined && { seconds }), ...(rounds !== undefined && { rounds }) };
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  },
);
