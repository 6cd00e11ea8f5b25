import type { LanePlan } from './plan';
import type { Row } from './run-file';

const LINE_EVERY_MS = 5_000;
const BAR_EVERY_MS = 200;
const BAR_WIDTH = 24;

export interface Screen {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

/** Shows how far a run is: a bar that moves on a terminal, a line every few seconds elsewhere. */
export class Progress {
  private state = '';
  private rounds = 0;
  private violations = 0;
  private laneStarted = Date.now();
  private lane = '';
  private readonly ticker: NodeJS.Timeout;

  constructor(private readonly screen: Screen) {
    this.ticker = setInterval(() => this.show(), screen.isTTY ? BAR_EVERY_MS : LINE_EVERY_MS);
  }

  say(text: string): void {
    this.wipe();
    this.screen.write(`${text}\n`);
  }

  begins(plan: LanePlan, { scenario, round }: { readonly scenario: string; readonly round: number }, spentMs: number): void {
    if (this.lane !== plan.lane.name) this.laneStarted = Date.now();
    this.lane = plan.lane.name;
    const place = plan.scenarios.indexOf(scenario);
    const share = plan.untilLimit
      ? spentMs / plan.limitMs
      : ((round - 1) * plan.scenarios.length + place) / (plan.rounds * plan.scenarios.length);
    const filled = Math.min(BAR_WIDTH, Math.floor(share * BAR_WIDTH));
    const bar = `[${'#'.repeat(filled)}${'-'.repeat(BAR_WIDTH - filled)}] ${String(Math.min(99, Math.floor(share * 100))).padStart(2)} %`;
    const of = plan.untilLimit ? '' : ` of ${plan.rounds}`;
    this.state = `${bar} ${this.lane} ${scenario} round ${round}${of}`;
  }

  ended({ violations }: Row): void {
    this.rounds += 1;
    this.violations += violations.length;
  }

  end(): void {
    clearInterval(this.ticker);
    this.wipe();
  }

  private show(): void {
    if (this.state === '') return;
    const seconds = Math.round((Date.now() - this.laneStarted) / 1_000);
    const line = `${this.state}, ${this.rounds} rounds done, ${this.violations} violations, ${clock(seconds)}`;
    if (!this.screen.isTTY) this.screen.write(`${line}\n`);
    else this.screen.write(`\r\x1b[2K${line.slice(0, (this.screen.columns ?? 80) - 1)}`);
  }

  private wipe(): void {
    if (this.screen.isTTY) this.screen.write('\r\x1b[2K');
  }
}

export function clock(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
