import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database';
import { Money, toInteger } from '../../platform/money';
import type { GatewayCharge } from './gateways/gateway.port';
import { Gateways } from './gateways/gateways';

export interface BookDifference {
  readonly kind: 'unknown_to_us' | 'missing_at_gateway' | 'captured_differs' | 'refunded_differs' | 'disputed_differs';
  readonly gatewayId: string;
  readonly paymentId: string | null;
  readonly ours: Money | null;
  readonly theirs: Money | null;
  /** When the charge was made. */
  readonly chargedAt: Date;
}

/** Our side of one charge. `undecided`: a refund is under way. */
export interface OurCharge {
  readonly gatewayId: string;
  readonly paymentId: string;
  readonly captured: Money;
  readonly refunded: Money;
  readonly disputed: Money;
  readonly undecided: boolean;
  readonly changedAt: Date;
}

export interface BookWindow {
  readonly since: Date;
  /** What changed later is left out: an answer may be on its way. */
  readonly until?: Date;
}

export interface BookComparison {
  readonly charges: number;
  readonly differences: readonly BookDifference[];
}

interface Row {
  readonly gateway_id: string;
  readonly payment_id: string;
  readonly currency: string;
  readonly captured: string;
  readonly refunded: string;
  readonly disputed: string;
  readonly undecided: string;
  readonly updated_at: Date;
}

const PAGE = 200;
/** Gateways note whole seconds, by clocks of their own. */
const CLOCK_MARGIN_MS = 60_000;

/** Compares one page of the gateway's book with our own record of the same charges. Pure. */
export function differencesIn(theirs: readonly GatewayCharge[], ours: ReadonlyMap<string, OurCharge>, until?: Date): BookDifference[] {
  const quiet = (at: Date): boolean => until === undefined || at <= until;
  return theirs.flatMap(({ gatewayId, captured, refunded, disputed, createdAt: chargedAt }): BookDifference[] => {
    const mine = ours.get(gatewayId);
    if (!quiet(chargedAt) || (mine && !quiet(mine.changedAt))) return [];
    const about = { gatewayId, paymentId: mine?.paymentId ?? null, chargedAt };
    if (!mine) return captured.isZero() ? [] : [{ ...about, kind: 'unknown_to_us', ours: null, theirs: captured }];
    return [
      ...(mine.captured.equals(captured) ? [] : [{ ...about, kind: 'captured_differs', ours: mine.captured, theirs: captured } as const]),
      ...(mine.undecided || mine.refunded.equals(refunded)
        ? []
        : [{ ...about, kind: 'refunded_differs', ours: mine.refunded, theirs: refunded } as const]),
      ...(!disputed || mine.disputed.equals(disputed)
        ? []
        : [{ ...about, kind: 'disputed_differs', ours: mine.disputed, theirs: disputed } as const]),
    ];
  });
}

/** Lists what the reconciler has to heal. Takes the window as overlapping as the caller likes: it changes nothing. */
@Injectable()
export class CompareBooks {
  constructor(
    private readonly database: Database,
    private readonly gateways: Gateways,
  ) {}

  async compare(gatewayName: string, { since, until }: BookWindow): Promise<BookComparison> {
    const gateway = this.gateways.required(gatewayName);
    const [differences, seen]: [BookDifference[], Set<string>] = [[], new Set()];
    let page: GatewayCharge[] = [];
    const compareOnePage = async (): Promise<void> => {
      const ids = page.map(({ gatewayId }) => gatewayId);
      differences.push(...differencesIn(page, await this.ours(gatewayName, ids), until));
      ids.forEach((id) => seen.add(id));
      page = [];
    };
    for await (const charge of gateway.listSince(new Date(since.getTime() - CLOCK_MARGIN_MS))) {
      if (page.push(charge) === PAGE) await compareOnePage();
    }
    await compareOnePage();
    const missing = await this.missingThere(gatewayName, { since, ...(until && { until }) }, seen);
    return { charges: seen.size, differences: [...differences, ...missing] };
  }

  private async ours(gateway: string, ids: readonly string[]): Promise<ReadonlyMap<string, OurCharge>> {
    if (ids.length === 0) return new Map();
    const rows = await this.database.query<Row>(
      `SELECT a.gateway_id, a.payment_id, p.currency, GREATEST(p.updated_at, a.updated_at) AS updated_at,
         a.captured, IF(p.attempt_id = a.id, p.disputed, 0) AS disputed,
         COALESCE((SELECT SUM(r.amount) FROM payments_refund r
                   WHERE r.payment_id = p.id AND r.state = 'succeeded' AND COALESCE(r.surplus_of, p.attempt_id) = a.id), 0) AS refunded,
         (SELECT COUNT(*) FROM payments_refund r WHERE r.payment_id = p.id AND r.state IN ('pending', 'unknown')) AS undecided
       FROM payments_attempt a JOIN payments_payment p ON p.id = a.payment_id WHERE a.gateway = ? AND a.gateway_id IN (?)`,
      [gateway, ids],
    );
    return new Map(rows.map((row) => [row.gateway_id, ourCharge(row)]));
  }

  /** Captures of ours that are not in the gateway's list although they fall into its window. */
  private async missingThere(gateway: string, { since, until }: BookWindow, seen: ReadonlySet<string>): Promise<BookDifference[]> {
    const rows = await this.database.query<{ gateway_id: string; id: string; captured: string; currency: string; created_at: Date }>(
      `SELECT a.gateway_id, p.id, a.captured, p.currency, a.created_at FROM payments_attempt a JOIN payments_payment p ON p.id = a.payment_id
       WHERE a.gateway = ? AND a.created_at >= ? AND a.captured > 0${until ? ' AND p.updated_at <= ?' : ''}`,
      [gateway, since, ...(until ? [until] : [])],
    );
    return rows
      .filter(({ gateway_id: gatewayId }) => !seen.has(gatewayId))
      .map((row) => ({
        ...{ kind: 'missing_at_gateway', gatewayId: row.gateway_id, paymentId: row.id, chargedAt: row.created_at },
        ...{ ours: Money.of(toInteger(row.captured), row.currency), theirs: null },
      }));
  }
}

function ourCharge(row: Row): OurCharge {
  const money = (amount: string): Money => Money.of(toInteger(amount), row.currency);
  return {
    ...{ gatewayId: row.gateway_id, paymentId: row.payment_id, captured: money(row.captured), refunded: money(row.refunded) },
    ...{ disputed: money(row.disputed), undecided: toInteger(row.undecided) > 0, changedAt: row.updated_at },
  };
}
