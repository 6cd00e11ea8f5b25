import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';

export const HELP = `Usage: npm run torture -- [lane ...] [options]

Starts shops and databases of its own, does them harm, and says what was not right afterwards.
Without a lane all of them run. Without --seconds this is the long run; the plan with its time limit is printed first.

  --seconds N       N seconds per lane, every kind of trouble in turn, from where the seed says
  --rounds N        N rounds of every scenario
  --scenario NAME   only this scenario (may be given several times)
  --seed S          the seed of the run; the first round of every scenario has exactly this seed, so
                    "--scenario NAME --seed <seed of a round> --rounds 1" repeats that round
  --resume          go on where the newest run in .portico/torture stopped, with its own options
  --markdown FILE   write the report into FILE, too
  --help            this text

Ends with 0 when everything held, with 1 when something did not or could not be tried, with 130 after Ctrl-C.
`;

/** What a run is asked to do; stored with the run, so that it can be resumed. */
export interface Options {
  readonly lanes: readonly string[];
  readonly scenarios: readonly string[];
  readonly seed: string;
  /** Of each lane, in a brief run; undefined in the long one. */
  readonly seconds?: number;
  /** Undefined: as many as the lane says. */
  readonly rounds?: number;
}

export interface CommandLine extends Options {
  readonly resume: boolean;
  readonly help: boolean;
  readonly markdown?: string;
}

/** @throws Error with one sentence when an option is unknown or makes no sense */
export function readCommandLine(args: readonly string[]): CommandLine {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      seconds: { type: 'string' },
      rounds: { type: 'string' },
      scenario: { type: 'string', multiple: true, default: [] },
      seed: { type: 'string' },
      resume: { type: 'boolean', default: false },
      markdown: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  const { resume, help, markdown } = values;
  const seed = values.seed ?? String(randomInt(1_000_000));
  if (!/^[\w.-]{1,60}$/.test(seed)) throw new Error('--seed takes up to 60 letters, digits, dots and dashes.');
  const rounds = values.rounds === undefined ? {} : { rounds: wholeNumber('--rounds', values.rounds) };
  const seconds = values.seconds === undefined ? {} : { seconds: wholeNumber('--seconds', values.seconds) };
  return { lanes: positionals, scenarios: values.scenario, seed, resume, help, ...seconds, ...rounds, ...(markdown && { markdown }) };
}

function wholeNumber(option: string, text: string): number {
  if (!/^[1-9]\d{0,4}$/.test(text)) throw new Error(`${option} takes a whole number from 1 to 99999, not ${text}.`);
  return Number(text);
}
