import { defineProblem, member } from '../../platform/http';
import { INBOX_STATES } from './inbox/inbox.entity';
import type { InboxState } from './inbox/inbox.entity';
import { PAYMENT_STATUSES, PAYMENT_TRANSITIONS } from './payment.machine';
import type { PaymentStatus } from './payment.machine';

export class PaymentInProgress extends defineProblem({
  code: 'payments/in-progress',
  status: 409,
  title: 'The payment is being processed',
  help: 'An earlier confirmation of this payment has been sent and its outcome is not known yet. Do not pay again: read the payment until its status changes. The shop keeps asking the payment provider and keeps the goods reserved.',
}) {
  constructor(paymentId: string) {
    super(`Payment ${paymentId} has a confirmation under way.`, {}, { retryAfter: 2 });
  }
}

export class PaymentStateConflict extends defineProblem({
  code: 'payments/state-conflict',
  status: 409,
  title: 'The payment does not allow this now',
  help: 'The payment is in a state that this request does not apply to. `paymentStatus` is where it stands and `allowedNext` lists where it can go from there. Read the payment again and offer what is possible.',
  members: {
    paymentStatus: member.oneOf('Where the payment stands.', PAYMENT_STATUSES, { name: 'PaymentStatus', example: 'captured' }),
    allowedNext: member.someOf('Where it can go from there.', PAYMENT_STATUSES, {
      name: 'PaymentStatus',
      example: ['part_refunded', 'refunded', 'disputed'],
    }),
  },
}) {
  constructor(paymentId: string, action: string, status: PaymentStatus) {
    super(`Payment ${paymentId} is ${status} and cannot be ${action}.`, {
      paymentStatus: status,
      allowedNext: PAYMENT_TRANSITIONS[status],
    });
  }
}

export class PaymentAlreadyOpen extends defineProblem({
  code: 'payments/already-open',
  status: 409,
  title: 'The order already has an open payment',
  help: 'An order has one open payment at a time, so that nobody pays twice. Confirm the open one, with another method if the first was declined, or cancel it before another is opened.',
  members: { orderId: member.id('The order that has an open payment.', 'ord') },
}) {
  constructor(orderId: string) {
    super(`Order ${orderId} already has an open payment.`, { orderId });
  }
}

export class UnknownPaymentMethod extends defineProblem({
  code: 'payments/unknown-payment-method',
  status: 422,
  title: 'Unknown payment method',
  help: 'The payment method is not a token that the payment provider gave out. Send the token which its form in the browser returned, never a card number. The built-in sandbox takes its documented test tokens only, such as `pm_card_visa`.',
}) {
  constructor() {
    super('The payment method is not known to the payment gateway.');
  }
}

export class UnknownGateway extends defineProblem({
  code: 'payments/unknown-gateway',
  status: 422,
  title: 'Unknown payment gateway',
  help: 'The shop has no payment gateway of this name. Leave the gateway out and the payment method decides, or ask the shop which gateways it has set up.',
}) {
  constructor() {
    super('There is no payment gateway of this name.');
  }
}

export class ReturnUrlNotAllowed extends defineProblem({
  code: 'payments/return-url-not-allowed',
  status: 400,
  title: 'The return address cannot be used',
  help: "After an action on the payment provider's page the customer is sent back to `returnUrl`. It has to be an absolute http or https address of at most 2048 characters, without a user name or password in it, and its origin has to be one that the shop has configured for its shop fronts.",
}) {
  constructor() {
    super('returnUrl has to be an absolute http or https address of one of the shop fronts, without credentials.');
  }
}

export class RefundTooLarge extends defineProblem({
  code: 'payments/refund-too-large',
  status: 422,
  title: 'The refund is larger than what is left',
  help: 'All refunds and lost disputes of a payment together, those under way included, cannot exceed what was captured. Read the payment and refund at most `refundable`.',
  members: { refundable: member.money('The most that can be refunded.') },
}) {
  constructor(refundable: { readonly amount: number; readonly currency: string }) {
    super('The refund exceeds what is left of the captured amount.', { refundable });
  }
}

export class WrongCurrency extends defineProblem({
  code: 'payments/wrong-currency',
  status: 422,
  title: 'The amount is in another currency',
  help: 'Money is taken, and goes back, in the currency of the payment, which is that of the order. `currency` names it. Send the amount in it, or leave the amount out for all that is left.',
  members: { currency: member.currency('That of the payment.') },
}) {
  constructor(currency: string, asked: string) {
    super(`The payment is in ${currency}, not in ${asked}.`, { currency });
  }
}

export class RefundRequestReused extends defineProblem({
  code: 'payments/refund-request-reused',
  status: 409,
  title: 'The refund request was used before',
  help: 'This request key already stands for another refund, of another payment or amount. Send a new key for a new refund, and the same payment and amount when you repeat one.',
}) {
  constructor() {
    super('The request key belongs to a different refund.');
  }
}

export class CaptureTooLarge extends defineProblem({
  code: 'payments/capture-too-large',
  status: 422,
  title: 'The capture is larger than what is left',
  help: 'All captures of a payment together cannot exceed what was authorised. Read the payment and capture at most `capturable`.',
  members: { capturable: member.money('The most that can be captured.') },
}) {
  constructor(capturable: { readonly amount: number; readonly currency: string }) {
    super('The capture exceeds what is left of the authorised amount.', { capturable });
  }
}

export class CaptureInProgress extends defineProblem({
  code: 'payments/capture-in-progress',
  status: 409,
  title: 'A capture of the payment is under way',
  help: 'One capture of a payment is under way at a time, and its outcome is not known yet. Read the payment until its captured amount changes, then capture the rest or cancel it.',
}) {
  constructor(paymentId: string) {
    super(`Payment ${paymentId} has a capture under way.`, {}, { retryAfter: 2 });
  }
}

export class CaptureRequestReused extends defineProblem({
  code: 'payments/capture-request-reused',
  status: 409,
  title: 'The capture request was used before',
  help: 'This request key already stands for another capture, of another payment or amount. Send a new key for a new capture, and the same payment and amount when you repeat one.',
}) {
  constructor() {
    super('The request key belongs to a different capture.');
  }
}

export class WebhookSignatureInvalid extends defineProblem({
  code: 'payments/webhook-signature-invalid',
  status: 400,
  title: 'The signature of the message is not valid',
  help: 'The message is not signed with the secret of this gateway, was changed on its way, or is older than five minutes. Check the webhook secret and the clock of the sender, and send the exact bytes that were signed.',
}) {
  constructor() {
    super('The signature does not match the message, or is older than 300 seconds.');
  }
}

export class WebhookUnreadable extends defineProblem({
  code: 'payments/webhook-unreadable',
  status: 400,
  title: 'The message cannot be read',
  help: 'The message carries a valid signature but is not an event of this gateway: it is not JSON, or has no id and type. Check that the right kind of event is sent to this address.',
}) {
  constructor() {
    super('The message is not an event of this gateway.');
  }
}

export class InboxEventNotReplayable extends defineProblem({
  code: 'payments/inbox-event-not-replayable',
  status: 409,
  title: 'The message cannot be replayed',
  help: 'Only a message that was ignored or given up can be put back in line. A processed one has had its effect, and a received one is still waiting for its turn.',
  members: { state: member.oneOf('Where the message is.', INBOX_STATES, { name: 'WebhookInboxState', example: 'processed' }) },
}) {
  constructor(inboxId: string, state: InboxState) {
    super(`Message ${inboxId} is ${state}.`, { state });
  }
}
