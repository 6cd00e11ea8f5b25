import { parseArgs } from 'node:util';

export const HELP = `npm run bench -- --overload [options]

Finds out what the shop can do, offers it ten times as much, and looks at what it still gets done (bench/README.md).

  --products N   size of the catalogue (default 1000)
  --times N      how many times what it can do is offered (default 10)
  --seconds S    length of the rush; everything else is shorter (default 12)
  --cache on|off the shop's in-process cache (default on)
  --write        write the section "Overload" of docs/performance.md
  --help         this text
`;

export interface OverloadOptions {
  readonly products: number;
  readonly times: number;
  readonly seconds: number;
  readonly cache: 'on' | 'off';
  readonly write: boolean;
  readonly help: boolean;
}

/** @throws Error with one sentence when an option is unknown or makes no sense */
export function readOverloadOptions(args: readonly string[]): OverloadOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      overload: { type: 'boolean' },
      products: { type: 'string', default: '1000' },
      times: { type: 'string', default: '10' },
      seconds: { type: 'string', default: '12' },
      cache: { type: 'string', default: 'on' },
      write: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.cache !== 'on' && values.cache !== 'off') throw new Error(`--cache takes on or off, not ${values.cache}.`);
  return {
    products: whole('products', values.products, 100, 1_000_000),
    times: whole('times', values.times, 1, 50),
    seconds: whole('seconds', values.seconds, 3, 60),
    cache: values.cache,
    write: values.write,
    help: values.help,
  };
}

function whole(name: string, text: string, least: number, most: number): number {
  const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  if (!(value >= least && value <= most)) throw new Error(`--${name} takes whole numbers from ${least} to ${most}, not ${text}.`);
  return value;
}
