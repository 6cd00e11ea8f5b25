import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Lane, Outcome } from './lane';
import { allLanes } from './lanes';
import { readCommandLine } from './options';
import { planOf } from './plan';
import { Progress } from './progress';
import { heldEverything, reportOf } from './report';
import { RunFile } from './run-file';
import { LaneRunner } from './runner';
import type { LaneEnd } from './runner';
import { SeededRandom } from './seeded-random';

const folder = mkdtempSync(join(tmpdir(), 'portico-torture-'));
afterAll(() => rmSync(folder, { recursive: true }));

interface Spy {
  readonly lane: Lane;
  readonly seen: string[];
  starts: number;
  stops: number;
}

/** A lane whose rounds do what the test says. */
function laneThat(run: (scenario: string, random: SeededRandom) => Promise<Outcome>, extra: Partial<Lane> = {}): Spy {
  const world = (spy: Spy) => ({
    run: (scenario: string, random: SeededRandom): Promise<Outcome> => {
      spy.seen.push(`${scenario} ${random.seed}`);
      return run(scenario, random);
    },
    stop: async (): Promise<void> => void (spy.stops += 1),
  });
  const spy: Spy = {
    seen: [],
    starts: 0,
    stops: 0,
    lane: {
      name: 'races',
      says: 'test',
      scenarios: ['a', 'b'],
      rounds: { long: 3 },
      start: async () => ((spy.starts += 1), world(spy)),
      ...extra,
    },
  };
  return spy;
}

const fine = async (): Promise<Outcome> => ({ violations: [], figures: { requests: 2, fivexx: 0, orders: 1 } });

async function run(
  spy: Spy,
  file: RunFile,
  stop = new AbortController().signal,
): Promise<{ end: LaneEnd; said: string; report: string; held: boolean }> {
  let said = '';
  const progress = new Progress({ write: (text) => (said += text) });
  const [plan] = planOf([spy.lane], file.options);
  if (!plan) throw new Error('No plan');
  const end = await new LaneRunner(plan, file, progress, stop).run();
  progress.end();
  const results = [{ plan, end }];
  return { end, said, report: reportOf(file, results), held: heldEverything(file, results) };
}

function begin(...args: string[]): RunFile {
  return RunFile.begin(mkdtempSync(join(folder, 'run-')), readCommandLine(args));
}

it('gives every scenario its rounds in turn, each with a seed of its own, and adds the figures up', async () => {
  const spy = laneThat(fine);
  const { end, report, held } = await run(spy, begin('--seed', '7', '--rounds', '2'));
  expect(spy.seen).toEqual(['a 7', 'b 7', 'a 7.2', 'b 7.2']);
  expect([end, held, spy.starts, spy.stops]).toEqual(['done', true, 1, 1]);
  expect(report).toMatch(/\| a +\| 2 +\| 4 +\| 0 +\| 0 +\| orders 2 +\|/);
  expect(report).toMatch(/\| all +\| 4 +\| 8 /);
});

it('says how to repeat a round that found something, and fails the run', async () => {
  const spy = laneThat(async (scenario, random) => ({
    violations: scenario === 'b' && random.seed === '7.2' ? ['sold 51 of 50'] : [],
    figures: {},
  }));
  const { said, report, held } = await run(spy, begin('--seed', '7', '--rounds', '3'));
  expect(held).toBe(false);
  expect(spy.seen).toHaveLength(6);
  expect(said).toContain('sold 51 of 50');
  expect(said).toContain('npm run torture -- races --scenario b --seed 7.2 --rounds 1');
  expect(report).toContain('npm run torture -- races --scenario b --seed 7.2 --rounds 1');
});

it('counts a round that throws as a violation and goes on', async () => {
  const spy = laneThat((scenario) => (scenario === 'a' ? Promise.reject(new Error('gone')) : fine()));
  const file = begin('--seed', '7', '--rounds', '1');
  await run(spy, file);
  expect(file.rows.map(({ scenario, violations }) => [scenario, violations.length])).toEqual([
    ['a', 1],
    ['b', 0],
  ]);
});

it('gives a round that hangs up after its time and begins again with a new world', async () => {
  const spy = laneThat((scenario) => (scenario === 'a' ? sleep(400).then(fine) : fine()), { roundSeconds: 0.05 });
  const file = begin('--seed', '7', '--rounds', '1');
  await run(spy, file);
  expect(file.rows[0]?.violations).toEqual(['the round did not end within 0.05 s']);
  expect([spy.starts, spy.stops]).toEqual([2, 2]);
});

it('stops in the middle of a round, ends the world, and goes on later where it stopped', async () => {
  const stop = new AbortController();
  const file = begin('--seed', '7', '--rounds', '2');
  const interrupted = laneThat((scenario, random) => {
    if (scenario !== 'b' || random.seed !== '7') return fine();
    setTimeout(() => stop.abort(), 10);
    return sleep(400).then(fine);
  });
  expect((await run(interrupted, file, stop.signal)).end).toBe('stopped');
  expect(interrupted.stops).toBe(1);
  const rest = laneThat(fine);
  const { end, report } = await run(rest, RunFile.open(file.path));
  expect([end, rest.seen]).toEqual(['done', ['b 7', 'a 7.2', 'b 7.2']]);
  expect(report).toContain('4 rounds, 0 violations.');
});

it('ends when the time of the lane is over and says that it is not finished', async () => {
  const spy = laneThat(() => sleep(30).then(fine), { longMinutes: 0.0004 });
  const { end, held, report } = await run(spy, begin('--seed', '7', '--rounds', '9'));
  expect([end, held]).toEqual(['out of time', false]);
  expect(report).toContain('--resume goes on');
});

it('fails a run whose world does not start', async () => {
  const spy = laneThat(fine, { start: () => Promise.reject(new Error('no database')) });
  const { end, held, said } = await run(spy, begin('--rounds', '1'));
  expect([end, held]).toEqual(['failed', false]);
  expect(said).toContain('no database');
});

it('refuses lanes, scenarios and numbers that make no sense', () => {
  const { lane } = laneThat(fine);
  expect(() => planOf([lane], readCommandLine(['rases']))).toThrow('There is no lane rases; there are: races.');
  expect(() => planOf([lane], readCommandLine(['--scenario', 'c']))).toThrow('There is no scenario c; there are: a, b.');
  expect(() => readCommandLine(['--rounds', '0'])).toThrow('--rounds');
  expect(() => readCommandLine(['--turbo'])).toThrow();
});

it('draws the same numbers from the same seed, others from another', () => {
  const draw = (seed: string): readonly unknown[] => {
    const random = new SeededRandom(seed);
    return [
      random.integer(1_000),
      random.pick(['x', 'y', 'z']),
      random.shuffle([1, 2, 3, 4, 5, 6, 7, 8]),
      random.token(),
      random.chance(0.5),
    ];
  };
  expect(draw('1')).toEqual(draw('1'));
  expect(draw('1')).not.toEqual(draw('2'));
  const random = new SeededRandom('spread');
  const counts = [0, 0, 0, 0];
  for (let index = 0; index < 4_000; index += 1) {
    const place = random.integer(4);
    counts[place] = (counts[place] ?? 0) + 1;
  }
  for (const count of counts) expect(count).toBeGreaterThan(850);
});

it('finds every lane beside it, and 22 races in theirs', async () => {
  const lanes = await allLanes();
  expect(new Set(lanes.map(({ name }) => name)).size).toBe(lanes.length);
  const races = lanes.find(({ name }) => name === 'races');
  expect(new Set(races?.scenarios).size).toBe(22);
}, 120_000);
