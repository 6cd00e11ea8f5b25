import type { SandboxEventBody } from './sandbox.book';
import type { WireFault } from './sandbox.fault.entity';
import { half, otherCurrency } from './sandbox.wire';

/** The text as it is sent, and signed: a spoilt webhook is the bank's own mistake, not a forgery. */
export function spoilt(text: string, fault: WireFault | null): string {
  if (fault === 'malformed') return half(text);
  if (fault !== 'wrong_amount' && fault !== 'wrong_currency') return text;
  const event: SandboxEventBody = JSON.parse(text);
  const { charge, refund } = event;
  if (fault === 'wrong_currency') return JSON.stringify({ ...event, charge: { ...charge, currency: otherCurrency(charge.currency) } });
  const wrongRefund = refund && { refund: { ...refund, amount: refund.amount + 1 } };
  return JSON.stringify({ ...event, charge: { ...charge, amount: charge.amount + 1 }, ...wrongRefund });
}
