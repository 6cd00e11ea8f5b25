import type { PaymentFact } from '../gateways/gateway.port';

const ASCII = /^[\x21-\x7e]+$/;

/** Ids of gateways are kept in ASCII; whatever else a message calls a charge, a refund or a dispute is none of ours. */
export function namesNothingOfOurs({ gatewayId, gatewayRefundId, gatewayDisputeId }: PaymentFact): boolean {
  return [gatewayId, gatewayRefundId, gatewayDisputeId].some((id) => typeof id === 'string' && !ASCII.test(id));
}
