import { setTimeout as sleep } from 'node:timers/promises';
import { authorised, captureOf, chargeOf, eur, referenceTo, refundOf, taken } from './harness';
import type { ChargeRequest } from '../../../../src/modules/payments/gateways/gateway.port';
import type { Contract, Trouble } from './harness';

export function askingContract(contract: Contract): void {
  const { at, capabilities } = contract;
  const gateway = () => at().gateway;
  const { token } = capabilities;

  describe('asking', () => {
    it('tells how a charge stands, by its id and by our key', async () => {
      const charge = await authorised(contract);
      for (const gatewayId of [charge.gatewayId, null]) {
        const fact = await gateway().retrieve({ ...charge, gatewayId });
        expect(fact).toMatchObject({ kind: 'authorised', gatewayId: charge.gatewayId, amount: eur(1_000), source: 'poll' });
      }
    });

    it('says null, and not unknown, of a charge that there is not', async () => {
      const nowhere = referenceTo(chargeOf(token), null);
      expect(await gateway().retrieve(nowhere)).toBeNull();
      expect(await gateway().retrieve({ ...nowhere, gatewayId: at().unknownId })).toBeNull();
    });

    it('lists its whole book, oldest first, over more than one page', async () => {
      const since = new Date();
      const ids: (string | null)[] = [];
      for (let n = 0; n < 120; n += 1) ids.push((await authorised(contract)).gatewayId);
      const lines = [];
      for await (const line of gateway().listSince(since)) lines.push(line);
      const listed = lines.map(({ gatewayId }) => gatewayId).filter((id) => ids.includes(id));
      expect([...listed].sort()).toEqual([...ids].sort());
      const times = lines.map(({ createdAt }) => createdAt.getTime());
      expect(times).toEqual([...times].sort((a, b) => a - b));
      expect(times[0]).toBeGreaterThanOrEqual(since.getTime() - 1_000);
    }, 60_000);

    it('does nothing while a transaction is open', async () => {
      const [charge, before] = [await taken(contract), await at().charges()];
      const calls = [
        () => gateway().authorise(chargeOf(token)),
        () => gateway().capture(captureOf(charge, 1)),
        () => gateway().cancel(charge),
        () => gateway().refund(refundOf(charge, 1)),
        () => gateway().retrieve(charge),
        () => gateway().listSince(new Date(0))[Symbol.asyncIterator]().next(),
      ];
      for (const call of calls)
        await expect(at().house.database.transaction<unknown>(call)).rejects.toThrow('must not run inside a transaction');
      expect(await at().charges()).toBe(before);
    });
  });

  if (capabilities.declines.length > 0) {
    describe('declines', () => {
      it.each(capabilities.declines)('%s is a value: %s', async (card, declineCode) => {
        const request = chargeOf(card);
        const fact = await gateway().authorise(request);
        expect(fact).toMatchObject({ kind: 'failed', declineCode, retryable: false, amount: eur(1_000) });
        expect(await gateway().retrieve(referenceTo(request, fact.gatewayId))).toMatchObject({ kind: 'failed', declineCode });
      });
    });
  }

  const { challenge } = capabilities;
  if (challenge !== undefined) {
    describe('a challenge', () => {
      it.each([
        ['complete', { kind: 'captured', captured: eur(1_000) }],
        ['fail', { kind: 'failed', declineCode: 'authentication_failed' }],
      ] as const)('sends the customer to a page; to %s it ends there', async (outcome, expected) => {
        const request = chargeOf(challenge, { captureMethod: 'automatic' });
        const fact = await gateway().authorise(request);
        expect(fact).toMatchObject({
          kind: 'requires_action',
          nextAction: { type: 'redirect', url: expect.stringMatching(/^https?:\/\//) },
        });
        await at().answerChallenge?.(fact.gatewayId ?? '', outcome);
        expect(await gateway().retrieve(referenceTo(request, fact.gatewayId))).toMatchObject(expected);
      });
    });
  }

  if (Object.keys(capabilities.troubles).length > 0) troubles(contract);
}

/** What is not answered is unknown, and asking settles it. */
function troubles({ at, capabilities }: Contract): void {
  const contract = { at, capabilities };
  const gateway = () => at().gateway;
  const has = (trouble: Trouble): boolean => trouble in capabilities.troubles;
  const troubled = async (trouble: Trouble): Promise<ChargeRequest> => {
    await at().disturb?.('authorise', trouble);
    return chargeOf(capabilities.troubles[trouble] ?? capabilities.token);
  };

  describe('trouble on the wire', () => {
    afterEach(() => at().calm?.());

    if (has('lost_answer')) {
      it('does not know a charge whose answer was lost, and finds it by our key', async () => {
        const [request, before] = [await troubled('lost_answer'), await at().charges()];
        expect(await gateway().authorise(request)).toMatchObject({ kind: 'unknown', gatewayId: null });
        await sleep(200);
        expect(await gateway().retrieve(referenceTo(request, null))).toMatchObject({ kind: 'authorised', amount: eur(1_000) });
        expect(await at().charges()).toBe(before + 1);
      });
    }

    if (capabilities.losesAnyAnswer) {
      it('takes and gives back once when the answers were lost and both are sent again', async () => {
        const charge = await authorised(contract);
        const [capture, refund] = [captureOf(charge, 1_000, { final: true }), refundOf(charge, 400)];
        await at().disturb?.('capture', 'lost_answer');
        expect(await gateway().capture(capture)).toMatchObject({ kind: 'unknown', captureId: capture.captureId });
        await sleep(200);
        expect(await gateway().capture(capture)).toMatchObject({ kind: 'captured', captured: eur(1_000) });
        await at().disturb?.('refund', 'lost_answer');
        expect(await gateway().refund(refund)).toMatchObject({ kind: 'unknown', refundId: refund.refundId });
        await sleep(200);
        expect(await gateway().refund(refund)).toMatchObject({ kind: 'refunded' });
        expect(await gateway().refund(refundOf(charge, 601))).toMatchObject({ kind: 'failed' });
      });

      it('does not know a cancellation whose answer was lost, and is told by the next one', async () => {
        const charge = await authorised(contract);
        await at().disturb?.('cancel', 'lost_answer');
        expect((await gateway().cancel(charge)).kind).toBe('unknown');
        await sleep(200);
        expect((await gateway().cancel(charge)).kind).toBe('voided');
      });
    }

    if (has('server_error')) {
      it('does not call a 5xx a failure', async () => {
        const [request, before] = [await troubled('server_error'), await at().charges()];
        expect((await gateway().authorise(request)).kind).toBe('unknown');
        expect(await gateway().retrieve(referenceTo(request, null))).toBeNull();
        expect(await at().charges()).toBe(before);
      });
    }

    if (has('malformed')) {
      it('does not believe an answer that it cannot read', async () => {
        const request = await troubled('malformed');
        expect((await gateway().authorise(request)).kind).toBe('unknown');
        expect(await gateway().retrieve(referenceTo(request, null))).toMatchObject({ kind: 'authorised' });
      });
    }
  });
}
