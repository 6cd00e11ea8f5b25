import { Example, Id, MoneyDto, MoneyField, Nested, OneOf, Optional, Text } from '../../platform/http';
import { PAYMENT_STATUSES } from '../payments';
import type { PaymentStatus, PaymentView } from '../payments';
import type { PlacedOrder } from './place-order';

/** Nothing has to be told: everything that an order needs is in the cart. */
export class CheckoutRequest {
  /** The total that the shopper agreed to, from the cart as it was shown. When the order would cost anything else by now, it is not placed. */
  @Optional() @MoneyField({ example: { amount: 4490, currency: 'EUR' } }) readonly total?: MoneyDto;
}

export class ConfirmPaymentRequest {
  /** A token of the payment gateway, never a card number, or the code of a `direct` payment method. The sandbox takes `pm_card_visa` and its other test tokens. @example pm_card_visa */
  @Text(1, 255) paymentMethod!: string;

  /** Only to insist on one of several gateways that know the method; the first one is taken otherwise. @example sandbox */
  @Optional() @Text(1, 32) gateway?: string;

  /** Where the gateway's page sends the shopper back to: an absolute http or https address on an origin that the shop allows (its own, those of CORS_ORIGINS and of RETURN_ORIGINS). @example https://shop.example.com/thanks */
  @Optional() @Text(1, 2048) returnUrl?: string;
}

export class CancelOrderRequest {
  /** For the history of the order. @example Ordered the wrong size */
  @Optional() @Text(1, 200) reason?: string;
}

export class PaymentFailureResponse {
  /** Stable code. @example card_declined */
  code!: string;
  /** For the shopper. @example The card was declined. */
  message!: string;
  /** Whether the same method may work later. @example false */
  retryable!: boolean;
}

export class NextActionResponse {
  /** The only kind there is: a page to go to. @example redirect */
  type!: 'redirect';
  /** Send the shopper's browser there. @example https://shop.example.com/v1/sandbox/challenges/chal_02ITLcBYoUJdzTUMCSHuv3 */
  url!: string;
}

export class PaymentResponse {
  /** Of the payment. @example pay_02ITLcBYoUJdzTUMCSHuv3 */
  id!: string;
  /** The order it pays for. @example ord_02ITLcBYoUJdzTUMCSHuv3 */
  orderId!: string;
  /** `requires_action`: follow `nextAction`; `unknown`: the gateway did not answer yet, do not pay again; `failed`: try another method. */
  @OneOf(PAYMENT_STATUSES, 'PaymentStatus') @Example('captured') status!: PaymentStatus;
  /** What is asked for: the total of the order. */
  amount!: MoneyDto;
  /** What was taken. */
  captured!: MoneyDto;
  /** What went back, refunds under way included. */
  refunded!: MoneyDto;
  /** What the payer's bank holds while it decides a dispute, or has taken back for good. It is not in `refunded`. */
  disputed!: MoneyDto;
  /** Why it failed; null otherwise. */
  @Nested(PaymentFailureResponse) @Example(null) failure!: PaymentFailureResponse | null;
  /** What the shopper must do; null otherwise. */
  @Nested(NextActionResponse) @Example(null) nextAction!: NextActionResponse | null;
  /** Rises with every change. @example 3 */
  version!: number;
  /** When it was opened, at checkout. @example 2026-11-20T12:00:00.000Z */
  createdAt!: string;
  /** When it was changed last. @example 2026-11-20T12:00:01.000Z */
  updatedAt!: string;

  static from(payment: PaymentView): PaymentResponse {
    const { id, orderId, status, failure, nextAction, version, amount, captured, refunded, disputed } = payment;
    return {
      ...{ id, orderId, status, failure, nextAction, version },
      ...{ amount: MoneyDto.from(amount), captured: MoneyDto.from(captured) },
      ...{ refunded: MoneyDto.from(refunded), disputed: MoneyDto.from(disputed) },
      ...{ createdAt: payment.createdAt.toISOString(), updatedAt: payment.updatedAt.toISOString() },
    };
  }
}

export class PlacedOrderResponse {
  /** Of the new order. @example ord_02ITLcBYoUJdzTUMCSHuv3 */
  @Id('ord') id!: string;
  /** For people. @example P-7K3M9QXZ */
  number!: string;
  /** Opens the order as `X-Order-Token`. Guests get it here, once; a customer's order belongs to the account. */
  token?: string;
  /** `paid` at once when there is nothing to pay. @example pending_payment */
  status!: string;
  /** What is to be paid, tax and shipping included. */
  total!: MoneyDto;
}

export class OpenedPaymentResponse {
  /** Of the new payment; confirm it with POST /v1/payments/{id}/confirm. @example pay_02ITLcBYoUJdzTUMCSHuv3 */
  id!: string;
  /** `created`: it waits to be confirmed. */
  @OneOf(PAYMENT_STATUSES, 'PaymentStatus') @Example('created') status!: PaymentStatus;
  /** What is to be paid: the total of the order. */
  amount!: MoneyDto;
}

export class CheckoutResponse {
  /** What was bought. */
  @Nested(PlacedOrderResponse) order!: PlacedOrderResponse;
  /** Confirm it to pay. Null when the total is 0. */
  @Nested(OpenedPaymentResponse) payment!: OpenedPaymentResponse | null;

  static from({ id, number, token, status, total, payment }: PlacedOrder): CheckoutResponse {
    return {
      order: { id, number, ...(token === undefined ? {} : { token }), status, total: MoneyDto.from(total) },
      payment: payment && { id: payment.id, status: payment.status, amount: MoneyDto.from(payment.amount) },
    };
  }
}
