import { Injectable } from '@nestjs/common';
import { POST_FAULTS, WIRE_FAULTS } from './sandbox.fault.entity';
import type { WireFault } from './sandbox.fault.entity';
import { SandboxFaults } from './sandbox.faults';

/** How a webhook is posted: how many copies, and how much later than usual. */
export interface Posting {
  readonly copies: number;
  readonly delayMs: number;
  readonly lost: boolean;
}

const AS_USUAL: Posting = { copies: 1, delayMs: 0, lost: false };

/** Does to webhooks what the script of faults says: when they are posted, and on their way. */
@Injectable()
export class SandboxPostbag {
  constructor(private readonly faults: SandboxFaults) {}

  /** `reorder` and `late` both hold a webhook back: the one until news about the same charge has overtaken it, the other for long. */
  async posting(chargeId: string): Promise<Posting> {
    const fault = await this.faults.next('webhook', POST_FAULTS, { gatewayId: chargeId });
    switch (fault?.kind) {
      case 'duplicate':
        return { ...AS_USUAL, copies: 2 };
      case 'late':
      case 'reorder':
        return { ...AS_USUAL, delayMs: fault.delayMs };
      case 'lost':
        return { ...AS_USUAL, lost: true };
      default:
        return AS_USUAL;
    }
  }

  async onItsWay(chargeId: string): Promise<WireFault | null> {
    const fault = await this.faults.next('webhook', WIRE_FAULTS, { gatewayId: chargeId });
    return WIRE_FAULTS.find((kind) => kind === fault?.kind) ?? null;
  }
}
