import { Example, OneOf, Optional, PageQuery, QueryOneOf } from '../../../platform/http';
import { DIFFERENCE_KINDS, DIFFERENCE_STATES } from './difference-kinds';
import type { DifferenceKind, DifferenceState } from './difference-kinds';
import { RUN_STARTERS, RUN_STATES } from './reconciliation.entity';
import type { Difference, Reconciliation, RunStarter, RunState } from './reconciliation.entity';

export class ReconciliationQuery extends PageQuery {
  /** Only runs in this state. */
  @Optional()
  @QueryOneOf(RUN_STATES, 'ReconciliationState', { example: 'completed' })
  readonly state?: RunState;
}

export class ReconciliationSummary {
  /** Of the run. */
  @Example('rec_02ITLcBYoUJdzTUMCSHuv3')
  readonly id!: string;

  /** `waiting` runs within seconds; `failed` ran into an error or died, and the next run makes up for it. */
  @OneOf(RUN_STATES, 'ReconciliationState', { example: 'completed' })
  readonly state!: RunState;

  /** Who asked for it: the schedule, staff, or `npm run reconcile`. */
  @OneOf(RUN_STARTERS, 'ReconciliationStarter', { example: 'schedule' })
  readonly startedBy!: RunStarter;

  /** Charges and payments since then were looked at; null before it runs. */
  readonly since!: Date | null;

  /** Lines of the gateways' own books that were compared. */
  @Example(250)
  readonly charges!: number;

  /** Differences found. */
  @Example(0)
  readonly found!: number;

  /** Those that were put right at once. */
  @Example(0)
  readonly healed!: number;

  /** Those that stay open. */
  @Example(0)
  readonly remaining!: number;

  /** Why it failed; null when it did not. */
  @Example(null)
  readonly error!: string | null;

  /** When it was asked for. */
  readonly requestedAt!: Date;
  /** When it began; null while it waits. */
  readonly startedAt!: Date | null;
  /** When it ended; null before. */
  readonly finishedAt!: Date | null;

  static from(run: Reconciliation): ReconciliationSummary {
    const { id, state, startedBy, since, charges, found, healed, remaining, error, requestedAt, startedAt, finishedAt } = run;
    return { id, state, startedBy, since, charges, found, healed, remaining, error, requestedAt, startedAt, finishedAt };
  }
}

/** Something that does not add up. Amounts are whole minor units of `currency`. */
export class DifferenceResponse {
  /** Of the difference; the same in every run that sees it. */
  @Example('dif_02ITLcBYoUJdzTUMCSHuv3')
  readonly id!: string;

  /** What is wrong. */
  @OneOf(DIFFERENCE_KINDS, 'DifferenceKind', { example: 'captured_differs' })
  readonly kind!: DifferenceKind;

  /** `open`: somebody should look; `healed`: a run put it right; `resolved`: it came right elsewhere. */
  @OneOf(DIFFERENCE_STATES, 'DifferenceState', { example: 'open' })
  readonly state!: DifferenceState;

  /** In words. */
  @Example('The gateway took another amount than we know of.')
  readonly detail!: string;

  /** Whose book is concerned; null when it is only our own. */
  @Example('sandbox')
  readonly gateway!: string | null;

  /** The gateway's id of the charge. */
  @Example('chrg_02ITLcBYoUJdzTUMCSHuv3')
  readonly gatewayId!: string | null;

  /** Which payment. */
  @Example('pay_02ITLcBYoUJdzTUMCSHuv3')
  readonly paymentId!: string | null;

  /** Which order. */
  @Example('ord_02ITLcBYoUJdzTUMCSHuv3')
  readonly orderId!: string | null;

  /** Of both amounts; null when it is not about money. */
  @Example('EUR')
  readonly currency!: string | null;

  /** What our side says. */
  @Example(1999)
  readonly ours!: number | null;

  /** What the other side says: the gateway, or the order. */
  @Example(2099)
  readonly theirs!: number | null;

  /** Runs that have tried to put it right. */
  @Example(1)
  readonly healAttempts!: number;

  /** When the thing itself happened. */
  readonly occurredAt!: Date;
  /** When a run saw it first. */
  readonly foundAt!: Date;
  /** When it ended; null while it is open. */
  readonly settledAt!: Date | null;

  static from(difference: Difference): DifferenceResponse {
    const { id, kind, state, detail, gateway, gatewayId, paymentId, orderId, currency, ours, theirs } = difference;
    const { healAttempts, occurredAt, foundAt, settledAt } = difference;
    const place = { gateway, gatewayId, paymentId, orderId };
    return { id, kind, state, detail, ...place, currency, ours, theirs, healAttempts, occurredAt, foundAt, settledAt };
  }
}

export class ReconciliationResponse extends ReconciliationSummary {
  /** What this run found first or saw last, the newest 500; a difference that later runs see too belongs to the first and the last of them. */
  readonly differences!: DifferenceResponse[];

  static of(run: Reconciliation, differences: readonly Difference[]): ReconciliationResponse {
    return { ...ReconciliationSummary.from(run), differences: differences.map((difference) => DifferenceResponse.from(difference)) };
  }
}
