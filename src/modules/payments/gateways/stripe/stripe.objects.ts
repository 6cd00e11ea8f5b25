import { z } from 'zod';

/**
 * What we read of Stripe's objects. Everything that comes over the wire passes here, answers too: the SDK's types are promises of a
 * document, and an answer that does not keep them leaves the outcome open.
 */
const id = z
  .string()
  .min(1)
  .max(128)
  .regex(/^[\x21-\x7e]+$/);
const amount = z.int().nonnegative();
const currency = z.string().regex(/^[a-z]{3}$/);
const created = z.int().positive();
/** A reference, expanded or not. */
const reference = z.union([id, z.object({ id }).transform((object) => object.id)]).nullish();

export const chargeSchema = z.object({
  object: z.literal('charge'),
  ...{ id, amount, currency, livemode: z.boolean(), amount_captured: amount, amount_refunded: amount },
  captured: z.boolean(),
  disputed: z.boolean().optional(),
  payment_intent: reference,
});

export const intentSchema = z.object({
  object: z.literal('payment_intent'),
  ...{ id, amount, currency, created, livemode: z.boolean(), amount_received: amount },
  status: z.string(),
  metadata: z.record(z.string(), z.string()).default({}),
  last_payment_error: z.object({ code: z.string().nullish(), decline_code: z.string().nullish() }).nullish(),
  next_action: z.object({ redirect_to_url: z.object({ url: z.url().nullable() }).nullish() }).nullish(),
  latest_charge: z.union([id, chargeSchema]).nullish(),
});

export const refundSchema = z.object({
  object: z.literal('refund'),
  ...{ id, amount, currency, created },
  status: z.string().nullable(),
  failure_reason: z.string().nullish(),
  payment_intent: reference,
  metadata: z.record(z.string(), z.string()).nullish(),
});

export const disputeSchema = z.object({
  object: z.literal('dispute'),
  ...{ id, amount, currency, livemode: z.boolean() },
  status: z.string(),
  payment_intent: reference,
});

/** `type` and `id` fit the inbox. */
export const eventSchema = z.object({
  object: z.literal('event'),
  id,
  type: z
    .string()
    .min(1)
    .max(64)
    .regex(/^[\x21-\x7e]+$/),
  ...{ created, livemode: z.boolean() },
  data: z.object({ object: z.unknown() }),
});

export type StripeCharge = z.infer<typeof chargeSchema>;
export type StripeIntent = z.infer<typeof intentSchema>;
export type StripeRefund = z.infer<typeof refundSchema>;
export type StripeDispute = z.infer<typeof disputeSchema>;
