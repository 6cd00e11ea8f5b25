import { ManualGateway } from '../../../src/modules/payments/gateways/manual/manual.gateway';
import { SandboxGateway, SIGNATURE_HEADER } from '../../../src/modules/payments/gateways/sandbox/sandbox.gateway';
import { StripeGateway } from '../../../src/modules/payments/gateways/stripe/stripe.gateway';
import { signWebhook } from '../../../src/modules/payments/gateways/webhook-signature';
import { stripeSignature, StripeStandIn, STAND_IN_KEY } from '../../support/stripe-stand-in';
import { describeGateway } from './gateway-contract';
import type { GatewayHarness, Trouble } from './gateway-contract';
import { House, SECRET } from './house';

const WEBHOOK_SECRET = 'whsec_test_secret_of_the_stand_in';
const OPERATIONS = { authorise: 'create', capture: 'capture', cancel: 'cancel', refund: 'refund' } as const;

async function stripe(): Promise<GatewayHarness> {
  const standIn = await StripeStandIn.start();
  const house = await House.build({
    ...{ STRIPE_SECRET_KEY: STAND_IN_KEY, STRIPE_WEBHOOK_SECRET: WEBHOOK_SECRET, STRIPE_API_BASE: standIn.url },
    ...{ STRIPE_TIMEOUT_MS: '3000', STRIPE_MULTICAPTURE: 'on' },
  });
  const { book, callbacks, faults } = standIn;
  // The SDK asks again once when a connection breaks.
  const kinds: Record<Trouble, { kind: 'drop_after' | 'server_error' | 'malformed'; times: number }> = {
    lost_answer: { kind: 'drop_after', times: 2 },
    server_error: { kind: 'server_error', times: 1 },
    malformed: { kind: 'malformed', times: 1 },
  };
  return {
    ...{ house, gateway: house.get(StripeGateway), unknownId: 'pi_3NobodyKnowsThisOneAtAll' },
    charges: async () => book.intents.length,
    disturb: (operation, trouble) => faults.add({ operation: OPERATIONS[operation], ...kinds[trouble] }),
    calm: () => faults.clear(),
    answerChallenge: (id, outcome) => void book.answerChallenge(id, outcome),
    lastMessage: (id) => {
      const about = callbacks.events.filter(({ raw, type }) => type.startsWith('payment_intent.') && raw.includes(`"${id}"`));
      const last = about.at(-1);
      if (!last) throw new Error(`Nothing was said about ${id}`);
      return { eventId: last.id, raw: last.raw };
    },
    sign: (raw, { secret = WEBHOOK_SECRET, at } = {}) => ({ raw, headers: { 'stripe-signature': stripeSignature(secret, raw, at) } }),
    close: async () => {
      await house.close();
      await standIn.stop();
    },
  };
}

describeGateway(
  'stripe',
  {
    ...{ token: 'pm_card_visa', capturesAtOnce: true, challenge: 'pm_card_threeDSecure2Required', webhooks: true },
    declines: [
      ['pm_card_chargeDeclined', 'card_declined'],
      ['pm_card_chargeDeclinedInsufficientFunds', 'insufficient_funds'],
      ['pm_card_chargeDeclinedExpiredCard', 'expired_card'],
      ['pm_card_chargeDeclinedStolenCard', 'card_declined'],
    ],
    troubles: { lost_answer: null, server_error: null, malformed: null },
    losesAnyAnswer: true,
  },
  stripe,
);

async function sandbox(): Promise<GatewayHarness> {
  const house = await House.build();
  const { bank, database } = house;
  return {
    ...{ house, gateway: house.get(SandboxGateway), unknownId: 'chrg_02ITLcBYoUJdzTUMCSHuv3' },
    charges: () => house.count('payments_sandbox_charge'),
    answerChallenge: async (id, outcome) =>
      void (await (outcome === 'complete' ? bank.consent(id) : bank.decline(id, 'authentication_failed'))),
    lastMessage: async (id) => {
      const [last] = await database.query<{ event_id: string; body: string }>(
        'SELECT event_id, body FROM payments_sandbox_callback WHERE charge_id = ? ORDER BY id DESC LIMIT 1',
        [id],
      );
      if (!last) throw new Error(`Nothing was said about ${id}`);
      return { eventId: last.event_id, raw: Buffer.from(last.body) };
    },
    sign: (raw, { secret = SECRET, at = new Date() } = {}) => ({ raw, headers: { [SIGNATURE_HEADER]: signWebhook(secret, raw, at) } }),
    close: () => house.close(),
  };
}

describeGateway(
  'sandbox',
  {
    ...{ token: 'pm_card_visa', capturesAtOnce: true, challenge: 'pm_card_threeDSecure2Required', webhooks: true },
    declines: [
      ['pm_card_chargeDeclined', 'card_declined'],
      ['pm_card_chargeDeclinedInsufficientFunds', 'insufficient_funds'],
    ],
    troubles: { lost_answer: 'pm_card_timeout', server_error: 'pm_card_serverError' },
    losesAnyAnswer: false,
  },
  sandbox,
);

async function manual(): Promise<GatewayHarness> {
  const house = await House.build();
  return {
    ...{ house, gateway: house.get(ManualGateway), unknownId: 'chrg_02ITLcBYoUJdzTUMCSHuv3' },
    charges: () => house.count('payments_manual_charge'),
    close: () => house.close(),
  };
}

describeGateway(
  'manual',
  { token: 'bank_transfer', capturesAtOnce: false, declines: [], troubles: {}, losesAnyAnswer: false, webhooks: false },
  manual,
);
