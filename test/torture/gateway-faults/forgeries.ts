import { signWebhook } from '../../../src/modules/payments/gateways/webhook-signature';
import { rows } from '../../support/invariants';
import { pay, makeProduct, placeOrder } from '../../support/shopping';
import type { Outcome } from '../lane';
import type { SeededRandom } from '../seeded-random';
import type { GatewayWorld } from './gateway-world';

export const FORGERIES_PER_ROUND = 2_000;
const AT_ONCE = 20;
const STALE_MS = 301_000;
const KINDS = [
  'wrong_secret',
  'changed_byte',
  'old_timestamp',
  'future_timestamp',
  'replayed_id',
  'replayed_signature',
  'missing_header',
] as const;

interface Message {
  readonly raw: Buffer;
  readonly signature: string | undefined;
  /** A well signed message under a known id is answered like any repetition; it must only have no effect. */
  readonly mayBeThanked: boolean;
}

interface Stored {
  readonly messages: string;
  readonly moved: string;
}

/** Tries to make the shop believe that an authorised payment was captured, without knowing the secret or with a stale or spent message. */
export class ForgeryRound {
  constructor(
    private readonly world: GatewayWorld,
    private readonly random: SeededRandom,
  ) {}

  async run(): Promise<Outcome> {
    const victim = await this.authorisedCharge();
    const genuine = this.event(victim, `evt_genuine_${this.random.token()}`, 'charge.authorised');
    const first = await this.post({ raw: genuine, signature: this.sign(genuine), mayBeThanked: true });
    const before = await this.stored(victim);
    const violations: string[] = first === 200 ? [] : [`a genuine message was answered with ${first}`];
    for (let sent = 0; sent < FORGERIES_PER_ROUND; sent += AT_ONCE) {
      const batch = Array.from({ length: AT_ONCE }, () => this.forge(victim, genuine));
      const statuses = await Promise.all(batch.map((message) => this.post(message)));
      statuses.forEach((status, index) => {
        const right = status === 400 || status === 401 || (batch[index]?.mayBeThanked === true && status === 200);
        if (!right) violations.push(`a forged message was answered with ${status}`);
      });
    }
    const after = await this.stored(victim);
    const accepted = Number(after.messages) - Number(before.messages);
    if (accepted !== 0) violations.push(`${accepted} forged messages were taken in`);
    if (after.moved !== before.moved) violations.push(`a forged message has moved the payment to ${after.moved}`);
    return { violations, figures: { 'forged messages': FORGERIES_PER_ROUND, accepted } };
  }

  private forge(charge: Charge, genuine: Buffer): Message {
    const raw = this.event(charge, `evt_forged_${this.random.token()}`, 'charge.captured');
    const now = Date.now();
    switch (this.random.pick(KINDS)) {
      case 'wrong_secret':
        return { raw, signature: signWebhook(this.random.token(), raw, new Date(now)), mayBeThanked: false };
      case 'changed_byte':
        return { raw: withOneByteChanged(raw, this.random), signature: this.sign(raw), mayBeThanked: false };
      case 'old_timestamp':
        return { raw, signature: this.sign(raw, now - STALE_MS - this.random.integer(1_000_000)), mayBeThanked: false };
      case 'future_timestamp':
        return { raw, signature: this.sign(raw, now + STALE_MS + this.random.integer(1_000_000)), mayBeThanked: false };
      case 'replayed_id': {
        const other = this.event(charge, JSON.parse(genuine.toString()).id, 'charge.captured');
        return { raw: other, signature: this.sign(other), mayBeThanked: true };
      }
      case 'replayed_signature':
        return { raw, signature: this.sign(genuine), mayBeThanked: false };
      case 'missing_header':
        return { raw, signature: undefined, mayBeThanked: false };
    }
  }

  private sign(raw: Buffer, at = Date.now()): string {
    return signWebhook(this.world.webhookSecret, raw, new Date(at));
  }

  private event({ id, reference, amount }: Charge, eventId: string, type: string): Buffer {
    const status = type === 'charge.captured' ? 'captured' : 'authorised';
    const charge = { id, reference, status, amount, currency: 'EUR', declineCode: null };
    return Buffer.from(JSON.stringify({ id: eventId, type, livemode: false, createdAt: new Date().toISOString(), charge }));
  }

  private async post({ raw, signature }: Message): Promise<number> {
    const headers = { 'content-type': 'application/json', ...(signature !== undefined && { 'portico-signature': signature }) };
    const url = `${this.world.client(this.random.integer(2)).url}/v1/webhooks/payments/sandbox`;
    const response = await fetch(url, { method: 'POST', headers, body: raw });
    await response.arrayBuffer();
    return response.status;
  }

  private async authorisedCharge(): Promise<Charge> {
    const { variantId } = await makeProduct(await this.world.manager(), 1);
    const { checkout, owner } = await placeOrder(this.world.client(0), variantId);
    const { id: reference, status } = await pay(owner, checkout, 'pm_card_authorise_only');
    if (status !== 'authorised') throw new Error(`The payment to be attacked is ${status}`);
    const [charge] = await rows<{ id: string }>(this.world.databaseUrl, 'SELECT id FROM payments_sandbox_charge WHERE reference = ?', [
      reference,
    ]);
    return { id: charge?.id ?? '', reference, amount: checkout.order.total.amount };
  }

  private async stored({ reference }: Charge): Promise<Stored> {
    // The sandbox's own webhook about this charge is one of the shop's messages too: only what is not from there counts.
    const [found] = await rows<Stored>(
      this.world.databaseUrl,
      `SELECT (SELECT COUNT(*) FROM payments_inbox inbox WHERE NOT EXISTS (SELECT 1 FROM payments_sandbox_callback owed WHERE owed.event_id = inbox.event_id)) AS messages,
         (SELECT status FROM payments_payment WHERE id = ?) AS moved`,
      [reference],
    );
    return found ?? { messages: '0', moved: '' };
  }
}

interface Charge {
  readonly id: string;
  readonly reference: string;
  readonly amount: number;
}

function withOneByteChanged(raw: Buffer, random: SeededRandom): Buffer {
  const changed = Buffer.from(raw);
  const place = random.integer(changed.length);
  changed[place] = (changed[place] ?? 0) ^ (1 << random.integer(7));
  return changed;
}
