import { commandFor } from './plan';
import type { LanePlan } from './plan';
import { clock } from './progress';
import type { Row, RunFile } from './run-file';
import type { LaneEnd } from './runner';

/** Figures with a column of their own. */
const COLUMNS = ['requests', 'fivexx'];

export interface LaneResult {
  readonly plan: LanePlan;
  readonly end: LaneEnd;
}

/** What a run has found, as Markdown that reads well on a terminal too. */
export function reportOf(file: RunFile, results: readonly LaneResult[]): string {
  const { seed } = file.options;
  const lanes = results.flatMap((result) =>
    laneReport(
      result,
      file.rows.filter(({ lane }) => lane === result.plan.lane.name),
    ),
  );
  const failed = file.rows.filter(({ violations }) => violations.length > 0);
  return [`# Torture run, seed ${seed}`, '', ...lanes, ...failures(failed), verdict(file.rows, results), ''].join('\n');
}

export function heldEverything(file: RunFile, results: readonly LaneResult[]): boolean {
  return file.rows.length > 0 && file.rows.every(({ violations }) => violations.length === 0) && results.every(({ end }) => end === 'done');
}

function laneReport({ plan, end }: LaneResult, rows: readonly Row[]): string[] {
  const seconds = Math.round(rows.reduce((sum, { ms }) => sum + ms, 0) / 1_000);
  const state = end === 'done' ? '' : `, not finished: ${end}`;
  const groups = plan.scenarios.map((scenario) => ({ scenario, rows: rows.filter((row) => row.scenario === scenario) }));
  const body = groups.map((group) => tableRow(group.scenario, group.rows));
  const table = [['scenario', 'rounds', 'requests', 'violations', '5xx', 'figures'], ...body, tableRow('all', rows)];
  return [
    `## ${plan.lane.name}: ${plan.lane.says}`,
    '',
    `${rows.length} rounds in ${clock(seconds)} minutes${state}.`,
    '',
    ...markdownTable(table),
    '',
  ];
}

function tableRow(scenario: string, rows: readonly Row[]): string[] {
  const sums = summed(rows);
  const rest = Object.entries(sums).filter(([name]) => !COLUMNS.includes(name));
  const violations = rows.reduce((sum, row) => sum + row.violations.length, 0);
  const figures = rest.map(([name, value]) => `${name} ${rounded(value)}`).join(', ');
  return [scenario, String(rows.length), String(sums['requests'] ?? 0), String(violations), String(sums['fivexx'] ?? 0), figures];
}

function summed(rows: readonly Row[]): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const { figures } of rows) for (const [name, value] of Object.entries(figures)) sums[name] = (sums[name] ?? 0) + value;
  return sums;
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}

function markdownTable(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  const line = (row: readonly string[]): string => `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  const rule = `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`;
  const [head = [], ...body] = rows;
  return [line(head), rule, ...body.map(line)];
}

function failures(rows: readonly Row[]): string[] {
  if (rows.length === 0) return [];
  const blocks = rows
    .slice(0, 20)
    .flatMap(({ lane, scenario, seed, violations }) => [
      `- ${lane} ${scenario}: \`${commandFor(lane, scenario, seed)}\``,
      ...violations.slice(0, 5).map((violation) => `  - ${violation.split('\n')[0] ?? ''}`),
    ]);
  return ['## What did not hold', '', ...blocks, ''];
}

function verdict(rows: readonly Row[], results: readonly LaneResult[]): string {
  const violations = rows.reduce((sum, row) => sum + row.violations.length, 0);
  const open = results.filter(({ end }) => end !== 'done');
  const rest = open.length === 0 ? '' : ` Not finished: ${open.map(({ plan }) => plan.lane.name).join(', ')}; --resume goes on.`;
  return `${rows.length} rounds, ${violations} violations.${rest}`;
}
