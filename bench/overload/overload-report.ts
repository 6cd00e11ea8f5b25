import { table } from '../report';
import { refusalCost, sharesOf } from './figures';
import type { Outcome } from './figures';
import { KINDS } from './tally';
import type { Tally } from './tally';

const percent = (share: number): string => `${(100 * share).toFixed(0)} %`;
const rate = ({ milliseconds }: Tally, count: number): string => ((1000 * count) / milliseconds).toFixed(1);

/** Everything that was measured, for the terminal. */
export function printedOverload(outcome: Outcome): string {
  const { capacity, rush, costs, calm } = outcome;
  const rows = [['phase', 'kind', 'asked/s', 'good/s', 'late', 'refused', 'failed', 'p99 ms']];
  for (const [name, { tally }] of Object.entries({ capacity, rush })) {
    for (const kind of KINDS) {
      const { asked, good, late, refused, failed } = tally.counts[kind];
      rows.push([name, kind, rate(tally, asked), rate(tally, good), `${late}`, `${refused}`, `${failed}`, tally.p99[kind].toFixed(0)]);
    }
  }
  const { refusals, unsent, ownLateness } = rush.tally;
  return [
    `Capacity at ${outcome.connections} connections; ${outcome.pinned ? 'shop and database on one core, the crowd on the others' : 'all on the same cores'}.`,
    `An answer costs, in us of the processor: ${KINDS.map((kind) => `${kind} ${costs[kind].toFixed(0)}`).join(', ')}.`,
    '',
    ...table(rows),
    '',
    `Purchases completed a second: ${rate(capacity.tally, capacity.tally.purchases.completed)} at capacity, ${rate(rush.tally, rush.tally.purchases.completed)} in the rush (${rush.tally.purchases.begun} begun).`,
    `Refusals: ${refusals.count}, p50 ${refusals.p50.toFixed(1)} ms, p99 ${refusals.p99.toFixed(1)} ms; the crowd itself was late by ${ownLateness.toFixed(1)} ms (p99), ${unsent} visits found no connection.`,
    `A server that only refuses pays ${refusalCost(outcome.refusing).toFixed(1)} us of the processor for each.`,
    `Processor used: ${((100 * capacity.tally.cpu) / capacity.tally.milliseconds / 1000).toFixed(0)} % of a core at capacity, ${((100 * rush.tally.cpu) / rush.tally.milliseconds / 1000).toFixed(0)} % in the rush.`,
    '',
    `Undisturbed, 4 shoppers complete ${rate(calm, calm.purchases.completed)} purchases a second, p99 of a step ${calm.p99.purchase.toFixed(0)} ms.`,
    ...[...outcome.disturbed].map(
      ([what, tally]) => `Beside ${what}: ${rate(tally, tally.purchases.completed)}, p99 ${tally.p99.purchase.toFixed(0)} ms.`,
    ),
    '',
    ...overloadSection(outcome, ''),
  ].join('\n');
}

/** The section of docs/performance.md: shares only. */
export function overloadSection(outcome: Outcome, command: string): string[] {
  const shares = sharesOf(outcome);
  const { rush, calm } = outcome;
  const kinds = [
    ['', ...KINDS],
    ['offered', ...KINDS.map((kind) => `${shares.byKind[kind].offered.toFixed(1)} x`)],
    ['served', ...KINDS.map((kind) => `${shares.byKind[kind].served.toFixed(2)} x`)],
  ];
  const disturbed = [['beside', 'purchases', 'p99 of a step']];
  for (const [what, tally] of outcome.disturbed) {
    const done = tally.purchases.completed / tally.milliseconds / Math.max(1e-9, calm.purchases.completed / calm.milliseconds);
    disturbed.push([what, percent(done), `${(tally.p99.purchase / Math.max(1, calm.p99.purchase)).toFixed(1)} x`]);
  }
  return [
    '## Overload',
    '',
    ...(command === '' ? [] : [`Reproduce: \`${command}\`.`, '']),
    `The shop is offered ${outcome.times} times what it can do, by a crowd that comes at its own rate whatever becomes of it. As a multiple of capacity:`,
    '',
    ...table(kinds),
    '',
    `- Goodput: ${percent(shares.goodput)} of capacity in time, ${percent(shares.perCpu)} per unit of processor time of shop and database.`,
    ...(outcome.pinned
      ? [
          `- Refusing as many takes ${percent(1 - shares.left)} of a core with a Node server that does nothing else, which leaves ${percent(shares.left)}.`,
        ]
      : []),
    `- Purchases completed: ${shares.purchases.toFixed(2)} times as many a second as at capacity.`,
    `- Refusals with Retry-After: ${percent(shares.withRetryAfter)}; p50 ${rush.tally.refusals.p50.toFixed(0)} ms, p99 ${rush.tally.refusals.p99.toFixed(0)} ms as the client sees it, of which the crowd's own lateness is up to ${rush.tally.ownLateness.toFixed(0)} ms.`,
    `- Back to normal after ${(rush.tally.recoveryMs / 1000).toFixed(1)} s.`,
    '',
    'Shoppers who buy while others mean no good, compared with shoppers who are left alone:',
    '',
    ...table(disturbed),
    '',
  ];
}

/** The page with its section on overload replaced, or added at its end. */
export function withOverload(page: string, section: readonly string[]): string {
  return `${beforeOverload(page).trimEnd()}\n\n${section.join('\n')}`;
}

const HEADING = /^## Overload$/m;

export const beforeOverload = (page: string): string => page.slice(0, HEADING.exec(page)?.index ?? page.length);
export const fromOverload = (page: string): string => page.slice(HEADING.exec(page)?.index ?? page.length);
