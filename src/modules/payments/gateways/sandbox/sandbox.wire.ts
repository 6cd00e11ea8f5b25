import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { Money } from '../../../../platform/money';
import type { PaymentFact } from '../gateway.port';
import { CALL_FAULTS } from './sandbox.fault.entity';
import type { FaultOperation } from './sandbox.fault.entity';
import { SandboxFaults } from './sandbox.faults';
import type { DueFault, FaultTarget } from './sandbox.faults';

/** No usable answer came; whether the bank has heard of the call, the caller cannot know. */
export class NoAnswer extends Error {}

/** A currency that a charge in this one cannot have. */
export const otherCurrency = (currency: string): string => (currency === 'EUR' ? 'USD' : 'EUR');

/** Between the shop and the bank: hands calls over and answers back, and does to them what the script of faults says. */
@Injectable()
export class SandboxWire {
  constructor(private readonly faults: SandboxFaults) {}

  async carry<T extends PaymentFact | null>(operation: FaultOperation, target: FaultTarget, call: () => Promise<T>): Promise<T> {
    const fault = await this.faults.next(operation, CALL_FAULTS, target);
    if (!fault) return call();
    if (fault.kind === 'drop_before') throw new NoAnswer('The connection broke before the call arrived');
    if (fault.kind === 'server_error') throw new NoAnswer('500 Internal Server Error');
    return this.spoil(fault, await call());
  }

  /** The bank has done its work by now. */
  private async spoil<T extends PaymentFact | null>(fault: DueFault, answer: T): Promise<T> {
    switch (fault.kind) {
      case 'latency':
        await sleep(fault.delayMs);
        return answer;
      case 'drop_after':
        throw new NoAnswer('The connection broke before the answer arrived');
      case 'malformed':
        return JSON.parse(half(JSON.stringify(answer)));
      case 'wrong_amount':
        return answer && { ...answer, amount: answer.amount.plus(Money.of(1, answer.amount.currency)) };
      case 'wrong_currency':
        return answer && { ...answer, amount: Money.of(answer.amount.amount, otherCurrency(answer.amount.currency)) };
      default:
        return answer;
    }
  }
}

/** What arrives of a text when the connection breaks in the middle. */
export const half = (text: string): string => text.slice(0, Math.floor(text.length / 2));
