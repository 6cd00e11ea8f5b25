import { Injectable, Logger } from '@nestjs/common';
import { Clock } from '../../../platform/clock';
import { CompareBooks } from '../compare-books';
import type { BookDifference, BookWindow } from '../compare-books';
import { Gateways } from '../gateways/gateways';
import type { Finding } from './difference-kinds';

export interface GatewayFindings {
  /** Lines of the gateways' books that were compared. */
  readonly charges: number;
  readonly findings: readonly Finding[];
}

const SAYS: Readonly<Record<BookDifference['kind'], string>> = {
  unknown_to_us: 'The gateway has a charge that no payment of ours knows.',
  missing_at_gateway: "We count money as taken that is not in the gateway's book.",
  captured_differs: 'The gateway took another amount than we know of.',
  refunded_differs: 'The gateway gave back another amount than we know of.',
  disputed_differs: "Customers' banks hold back another amount than we know of.",
};

/** Our payments against the book of every gateway that is switched on. One that cannot be asked does not keep the others from it. */
@Injectable()
export class GatewayChecks {
  private readonly logger = new Logger('Reconciler');

  constructor(
    private readonly clock: Clock,
    private readonly gateways: Gateways,
    private readonly books: CompareBooks,
  ) {}

  async find(window: Required<BookWindow>): Promise<GatewayFindings> {
    let charges = 0;
    const findings: Finding[] = [];
    for (const { name } of this.gateways.all()) {
      try {
        const comparison = await this.books.compare(name, window);
        charges += comparison.charges;
        findings.push(...comparison.differences.map((difference) => findingOf(name, difference)));
      } catch (error) {
        this.logger.error({ err: error, gateway: name }, "A gateway's book could not be read");
        const detail = `The book of the gateway could not be read: ${String(error)}`.slice(0, 500);
        findings.push({ kind: 'not_checked', about: name, gateway: name, detail, occurredAt: this.clock.now() });
      }
    }
    return { charges, findings };
  }
}

function findingOf(gateway: string, { kind, gatewayId, paymentId, ours, theirs, chargedAt }: BookDifference): Finding {
  return { kind, about: `${gateway}:${gatewayId}`, gateway, gatewayId, paymentId, ours, theirs, detail: SAYS[kind], occurredAt: chargedAt };
}
