import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database';
import { Money, toInteger } from '../../platform/money';
import type { GatewayCharge } from './gateways/gateway.port';
import { Gateways } from './gateways/gateways';

export interface BookDifference {
  readonly kind: 'unknown_to_us' | 'missing_at_gateway' | 'captured_differs' | 'refunded_differs';
  readonly gatewayId: string;
  readonly paymentId: string | null;
  readonly ours: Money | null;
  readonly theirs: Money | null;
}

/** Our side of one charge. `undecided`: a refund is under way. */
export interface OurCharge {
  readonly gatewayId: string;
  readonly paymentId: string;
  readonly captured: Money;
  readonly refunded: Money;
  readonly undecided: boolean;
}

interface Row {
  readonly gateway_id: string;
  readonly payment_id: string;
  readonly currency: string;
  readonly captured: string;
  readonly refunded: string;
  readonly open_refunds: string;
}

const PAGE = 200;

/** Compares one page of the gateway's book with our own record of the same charges. Pure. */
export function differencesIn(theirs: readonly GatewayCharge[], ours: ReadonlyMap<string, OurCharge>): BookDifference[] {
  return theirs.flatMap((charge): BookDifference[] => {
    const mine = ours.get(charge.gatewayId);
    if (!mine) return charge.captured.isZero() ? [] : [differs('unknown_to_us', charge.gatewayId, null, null, charge.captured)];
    const { gatewayId, paymentId, captured, refunded } = mine;
    return [
      ...(captured.equals(charge.captured) ? [] : [differs('captured_differs', gatewayId, paymentId, captured, charge.captured)]),
      ...(mine.undecided || refunded.equals(charge.refunded)
        ? []
        : [differs('refunded_differs', gatewayId, paymentId, refunded, charge.refunded)]),
    ];
  });
}

function differs(
  kind: BookDifference['kind'],
  gatewayId: string,
  paymentId: string | null,
  ours: Money | null,
  theirs: Money | null,
): BookDifference {
  return { kind, gatewayId, paymentId, ours, theirs };
}

/** Lists what the reconciler has to heal. Takes the window as overlapping as the caller likes: it changes nothing. */
@Injectable()
export class CompareBooks {
  constructor(
    private readonly database: Database,
    private readonly gateways: Gateways,
  ) {}

  async compare(gatewayName: string, since: Date): Promise<BookDifference[]> {
    const gateway = this.gateways.choose(gatewayName);
    const [differences, seen]: [BookDifference[], Set<string>] = [[], new Set()];
    let page: GatewayCharge[] = [];
    const compareOnePage = async (): Promise<void> => {
      const ours = await this.ours(
        gatewayName,
        page.map(({ gatewayId }) => gatewayId),
      );
      differences.push(...differencesIn(page, ours));
      page.forEach(({ gatewayId }) => seen.add(gatewayId));
      page = [];
    };
    for await (const charge of gateway.listSince(since)) {
      if (page.push(charge) === PAGE) await compareOnePage();
    }
    await compareOnePage();
    return [...differences, ...(await this.missingThere(gatewayName, since, seen))];
  }

  private async ours(gateway: string, ids: readonly string[]): Promise<ReadonlyMap<string, OurCharge>> {
    if (ids.length === 0) return new Map();
    const rows = await this.database.query<Row>(
      `SELECT a.gateway_id, a.payment_id, p.currency,
         a.captured,
         COALESCE((SELECT SUM(r.amount) FROM payments_refund r
                   WHERE r.payment_id = p.id AND r.state = 'succeeded' AND COALESCE(r.surplus_of, p.attempt_id) = a.id), 0) AS refunded,
         (SELECT COUNT(*) FROM payments_refund r WHERE r.payment_id = p.id AND r.state IN ('pending', 'unknown')) AS open_refunds
       FROM payments_attempt a JOIN payments_payment p ON p.id = a.payment_id WHERE a.gateway = ? AND a.gateway_id IN (?)`,
      [gateway, ids],
    );
    return new Map(rows.map((row) => [row.gateway_id, ourCharge(row)]));
  }

  /** Captures of ours that are not in the gateway's list although they fall into its window. */
  private async missingThere(gateway: string, since: Date, seen: ReadonlySet<string>): Promise<BookDifference[]> {
    const rows = await this.database.query<{ gateway_id: string; id: string; captured: string; currency: string }>(
      `SELECT p.gateway_id, p.id, p.captured, p.currency FROM payments_attempt a JOIN payments_payment p ON p.attempt_id = a.id
       WHERE a.gateway = ? AND a.created_at >= ? AND p.captured > 0`,
      [gateway, since],
    );
    return rows
      .filter(({ gateway_id: gatewayId }) => !seen.has(gatewayId))
      .map((row) => differs('missing_at_gateway', row.gateway_id, row.id, Money.of(toInteger(row.captured), row.currency), null));
  }
}

function ourCharge(row: Row): OurCharge {
  const money = (amount: string): Money => Money.of(toInteger(amount), row.currency);
  return {
    ...{ gatewayId: row.gateway_id, paymentId: row.payment_id, captured: money(row.captured), refunded: money(row.refunded) },
    undecided: toInteger(row.open_refunds) > 0,
  };
}
