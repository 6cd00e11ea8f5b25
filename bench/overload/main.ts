import { fork } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, cpuOf } from '../processes';
import type { Server } from '../processes';
import { Stage } from '../stage';
import { stockOf } from '../stock';
import { Crowd, separate } from './crowd';
import { DISTURBANCES } from './disturbances';
import { costOf, workOf } from './figures';
import type { Costs, Measured, Outcome } from './figures';
import { backToNormal } from './loops';
import type { AnyPhase, ClosedPhase, OpenPhase } from './loops';
import { HELP, readOverloadOptions } from './options';
import type { OverloadOptions } from './options';
import { overloadSection, printedOverload, withOverload } from './overload-report';
import type { Kind, Tally } from './tally';
import { VISITS } from './visitors';
import type { Goods } from './visitors';

const COST_MS = 3_000;
const CAPACITY_MS = 4_000;
const CROWDS = [8, 16, 32] as const;
/** Below the cap on all connections: with fewer, some would have to ask again as soon as they are refused, and rest for it. */
const RUSH_CONNECTIONS = 3_900;
const SHOPPERS = 4;
const BESIDE_MS = 5_000;
const REFUSING_MS = 4_000;

const tell = (text: string): void => void process.stderr.write(`${text}\n`);

export async function overload(args: readonly string[]): Promise<number> {
  const options = readOverloadOptions(args);
  if (options.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const { freePort } = await import('../../deploy/local/ports.mjs');
  const stage = await Stage.build(options.products, tell);
  const crowd = new Crowd();
  let shop: Server | undefined;
  try {
    shop = await stage.startShop(await freePort(), options.cache);
    await stage.settle();
    const pinned = separate([shop.pid, stage.databasePid], [crowd.pid, process.pid]);
    const outcome = await new Trial(stage, shop, crowd, await stockOf(stage)).run(options, pinned);
    process.stdout.write(`\n${printedOverload(outcome)}\n`);
    if (options.write) write(outcome, args);
    return 0;
  } finally {
    crowd.end();
    await shop?.stop();
    await stage.end();
  }
}

function write(outcome: Outcome, args: readonly string[]): void {
  const file = join(ROOT, 'docs', 'performance.md');
  const section = overloadSection(outcome, `npm run bench -- ${args.join(' ')}`);
  writeFileSync(file, withOverload(readFileSync(file, 'utf8'), section));
}

class Trial {
  constructor(
    private readonly stage: Stage,
    private readonly shop: Server,
    private readonly crowd: Crowd,
    private readonly goods: Goods,
  ) {}

  async run({ times, seconds }: OverloadOptions, pinned: boolean): Promise<Outcome> {
    tell('Warming up ...');
    await this.crowd.run(this.closed(VISITS, 8, CAPACITY_MS));
    const costs = await this.costs();
    const { connections, capacity } = await this.capacity(costs);
    tell(`Offering ${times} times as much ...`);
    const visits = capacity.tally.counts;
    // A visit is more than one request for those who buy; the crowd is told how many visits begin.
    const perVisit = { browse: 1, cart: 2, purchase: 8 };
    const begun = (Object.keys(perVisit) as Kind[]).reduce((sum, kind) => sum + visits[kind].good / perVisit[kind], 0);
    const perSecond = (times * 1000 * begun) / capacity.tally.milliseconds;
    const place = { port: this.shop.port, goods: this.goods, pids: this.pids };
    const rushOf = { ...place, mode: 'open', visits: VISITS, connections: RUSH_CONNECTIONS, perSecond } as const;
    const rush = await this.measured({ ...rushOf, milliseconds: 1000 * seconds, recovers: true });
    const refusing = await this.refusing({ ...rushOf, milliseconds: REFUSING_MS, recovers: false });
    tell('Shoppers, left alone and disturbed ...');
    const buying = this.closed(['purchase'], SHOPPERS, BESIDE_MS);
    const calm = await this.crowd.run(buying);
    const disturbed = new Map<(typeof DISTURBANCES)[number], Outcome['calm']>();
    for (const disturbance of DISTURBANCES) {
      disturbed.set(disturbance, await this.crowd.run({ ...buying, disturbance }));
      await backToNormal(this.shop.port);
    }
    return { times, pinned, costs, connections, capacity, rush, refusing, calm, disturbed };
  }

  /** The same crowd at a server that only refuses, in the shop's place. */
  private async refusing(phase: Omit<OpenPhase, 'port' | 'pids'>): Promise<Tally> {
    const child = fork(join(__dirname, 'refuser.cjs'), { execArgv: [] });
    try {
      const port: number = await new Promise((resolve, reject) =>
        child.once('message', (told) => resolve(Number(told))).once('exit', reject),
      );
      const pid = child.pid ?? 0;
      separate([pid], []);
      return await this.crowd.run({ ...phase, port, pids: [pid] });
    } finally {
      child.kill();
    }
  }

  private async costs(): Promise<Costs> {
    const cost = async (kind: Kind): Promise<number> => costOf(await this.measured(this.closed([kind], SHOPPERS, COST_MS)));
    return { browse: await cost('browse'), cart: await cost('cart'), purchase: await cost('purchase') };
  }

  /** With more connections the shop does more, up to where they only wait for each other. */
  private async capacity(costs: Costs): Promise<{ readonly connections: number; readonly capacity: Measured }> {
    let best: { readonly connections: number; readonly capacity: Measured; readonly rate: number } | undefined;
    for (const connections of CROWDS) {
      const capacity = await this.measured(this.closed(VISITS, connections, CAPACITY_MS));
      const rate = workOf(capacity.tally, costs) / capacity.tally.milliseconds;
      tell(`${connections} connections: ${(100 * rate) / 1000}`);
      if (!best || rate > best.rate) best = { connections, capacity, rate };
    }
    if (!best) throw new Error('Nothing was measured.');
    return best;
  }

  private closed(visits: readonly Kind[], connections: number, milliseconds: number): ClosedPhase {
    return { mode: 'closed', port: this.shop.port, goods: this.goods, pids: this.pids, visits, connections, milliseconds };
  }

  /** The clock of the processor runs until what happens behind the answers (mails, webhooks, read models) is done. */
  private async measured(phase: AnyPhase): Promise<Measured> {
    await this.stage.settle();
    const before = this.cpu();
    const tally = await this.crowd.run(phase);
    await this.stage.settle();
    return { tally, cpu: this.cpu() - before };
  }

  private cpu(): number {
    return this.pids.reduce((sum, pid) => sum + cpuOf(pid), 0);
  }

  private get pids(): readonly number[] {
    return [this.shop.pid, this.stage.databasePid].filter((pid) => pid > 0);
  }
}
