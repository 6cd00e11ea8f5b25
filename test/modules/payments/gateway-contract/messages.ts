import { captureOf, chargeOf, authorised, eur, taken } from './harness';
import type { Contract, SignedMessage } from './harness';

const LATER = (seconds: number): Date => new Date(Date.now() + seconds * 1_000);

export function messagesContract(contract: Contract): void {
  const { at, capabilities } = contract;
  const gateway = () => at().gateway;
  if (!capabilities.webhooks) {
    it('takes no webhooks at all', () => {
      expect(gateway().verifyWebhook(Buffer.from('{"id":"evt_1","type":"charge.captured"}'), {}).valid).toBe(false);
    });
    return;
  }

  const message = async (): Promise<{ eventId: string; raw: Buffer; gatewayId: string }> => {
    const { gatewayId } = await taken(contract);
    const last = await at().lastMessage?.(gatewayId ?? '');
    if (!last) throw new Error('The provider has sent no message');
    return { ...last, gatewayId: gatewayId ?? '' };
  };
  const signed = (raw: Buffer, options?: { readonly secret?: string; readonly at?: Date }): SignedMessage => {
    const result = at().sign?.(raw, options);
    if (!result) throw new Error('The harness cannot sign');
    return result;
  };
  const verdictOf = ({ raw, headers }: SignedMessage) => gateway().verifyWebhook(raw, headers);

  describe('messages', () => {
    it('believes the exact bytes with a fresh signature, twice too, and reads the fact in them', async () => {
      const { raw, eventId, gatewayId } = await message();
      for (const verdict of [verdictOf(signed(raw)), verdictOf(signed(raw))]) {
        expect(verdict).toEqual({ valid: true, events: [{ eventId, type: expect.any(String) }] });
      }
      const { name, mode } = gateway();
      const fact = gateway().readEvent(raw, eventId);
      expect(fact).toMatchObject({ gateway: name, gatewayId, mode, kind: 'captured', amount: eur(1_000), source: 'webhook' });
      expect(fact?.captured?.amount ?? fact?.amount.amount).toBe(1_000);
      expect([fact?.paymentId, fact?.attemptId]).toEqual([undefined, undefined]);
    });

    it('refuses what is forged, changed, stale or from another age', async () => {
      const { raw } = await message();
      const good = signed(raw);
      const changed = Buffer.from(raw.toString('utf8').replace('1000', '1001'));
      const respaced = Buffer.from(` ${raw.toString('utf8')}`);
      const marked = Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), raw]);
      const bad: readonly SignedMessage[] = [
        signed(raw, { secret: 'whsec_of_somebody_else' }),
        signed(raw, { at: LATER(-301) }),
        signed(raw, { at: LATER(330) }),
        { raw, headers: {} },
        ...[changed, respaced, marked, raw.subarray(0, -1), Buffer.alloc(0)].map((bytes) => ({ ...good, raw: bytes })),
      ];
      expect(changed.equals(raw)).toBe(false);
      expect(bad.map((one) => verdictOf(one).valid)).toEqual(bad.map(() => false));
      expect(verdictOf(signed(raw, { at: LATER(-290) })).valid).toBe(true);
    });

    it('reads nothing into an event that is not the one it was asked for', async () => {
      const { raw } = await message();
      expect(gateway().readEvent(raw, 'evt_another')).toBeNull();
    });

    it('tells nothing about money for a type that it does not know', async () => {
      const { raw, eventId } = await message();
      const body = JSON.parse(raw.toString('utf8'));
      expect(gateway().readEvent(Buffer.from(JSON.stringify({ ...body, type: 'weather.changed' })), eventId)).toBeNull();
    });

    it('tells the sum in a message about a part', async () => {
      const charge = await authorised(contract);
      await gateway().capture(captureOf(charge, 300));
      const last = await at().lastMessage?.(charge.gatewayId ?? '');
      const fact = last && gateway().readEvent(last.raw, last.eventId);
      expect(fact).toMatchObject({ kind: 'authorised', captured: eur(300), amount: eur(1_000) });
    });

    it('keeps the mode of the message, so that a live one is not taken for a test', async () => {
      const { raw, eventId } = await message();
      const body = JSON.parse(raw.toString('utf8'));
      const live = Buffer.from(JSON.stringify({ ...body, livemode: true }));
      expect(gateway().readEvent(live, eventId)).toMatchObject({ mode: 'live' });
    });

    it('has told every outcome of a charge that was declined', async () => {
      const [[card, code] = ['', '']] = capabilities.declines;
      const { gatewayId } = await gateway().authorise(chargeOf(card));
      const last = await at().lastMessage?.(gatewayId ?? '');
      expect(last && gateway().readEvent(last.raw, last.eventId)).toMatchObject({ kind: 'failed', gatewayId, declineCode: code });
    });
  });
}
