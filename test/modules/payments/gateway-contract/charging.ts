import { authorised, captureOf, chargeOf, eur, lineOf, referenceTo, refundOf, sumOf, taken } from './harness';
import type { Contract } from './harness';

export function chargingContract(contract: Contract): void {
  const { at, capabilities } = contract;
  const gateway = () => at().gateway;
  const { token } = capabilities;

  describe('charging', () => {
    it('authorises without taking, and says so in the right amount, currency and mode', async () => {
      const request = chargeOf(token);
      const { paymentId, attemptId } = request;
      const fact = await gateway().authorise(request);
      const { name, mode } = gateway();
      expect(fact).toMatchObject({ gateway: name, mode, kind: 'authorised', amount: eur(1_000), paymentId, attemptId, source: 'answer' });
      expect([fact.gatewayId, sumOf(fact)]).toEqual([expect.stringMatching(/^[\x21-\x7e]{1,128}$/), 0]);
      expect(await lineOf(contract, referenceTo(request, fact.gatewayId))).toMatchObject({ captured: eur(0), refunded: eur(0) });
    });

    if (capabilities.capturesAtOnce) {
      it('authorises and captures in one step when asked to', async () => {
        const request = chargeOf(token, { captureMethod: 'automatic' });
        const fact = await gateway().authorise(request);
        expect(fact).toMatchObject({ kind: 'captured', amount: eur(1_000), captured: eur(1_000) });
        expect(await lineOf(contract, referenceTo(request, fact.gatewayId))).toMatchObject({ kind: 'captured', captured: eur(1_000) });
      });
    }

    it('is one charge under one key, however often it is sent', async () => {
      const [request, before] = [chargeOf(token), await at().charges()];
      const facts = [await gateway().authorise(request), await gateway().authorise(request), await gateway().authorise(request)];
      expect(new Set(facts.map(({ gatewayId }) => gatewayId)).size).toBe(1);
      expect(facts.map(({ kind }) => kind)).toEqual(['authorised', 'authorised', 'authorised']);
      expect(await at().charges()).toBe(before + 1);
    });

    it('is one charge when ten of them are sent at once; whoever is not answered is told nothing, never that it failed', async () => {
      const [request, before] = [chargeOf(token), await at().charges()];
      const facts = await Promise.all(Array.from({ length: 10 }, () => gateway().authorise(request)));
      const kinds = new Set(facts.map(({ kind }) => kind));
      expect(kinds).toContain('authorised');
      expect([...kinds].filter((kind) => kind !== 'authorised' && kind !== 'unknown')).toEqual([]);
      expect(await at().charges()).toBe(before + 1);
    });

    it('does not charge another amount under a used key', async () => {
      const request = chargeOf(token);
      const { gatewayId } = await gateway().authorise(request);
      const other = await gateway().authorise({ ...request, amount: eur(2_000) });
      expect(other.kind).toBe('unknown');
      expect(await gateway().retrieve(referenceTo(request, gatewayId))).toMatchObject({ amount: eur(1_000) });
    });

    it('knows its tokens and no card numbers', () => {
      expect(gateway().recognises(token)).toBe(true);
      for (const other of ['', '4242424242424242', `${token} `, 'pm_card visa', "pm_card';--"])
        expect(gateway().recognises(other)).toBe(false);
    });
  });

  describe('capturing', () => {
    it('takes in parts, and tells the sum so far', async () => {
      const charge = await authorised(contract);
      const first = captureOf(charge, 300);
      const fact = await gateway().capture(first);
      expect(fact).toMatchObject({ kind: 'authorised', captureId: first.captureId, captured: eur(300), amount: eur(1_000) });
      expect(await gateway().capture(captureOf(charge, 200))).toMatchObject({ kind: 'authorised', captured: eur(500) });
      expect(await gateway().capture(captureOf(charge, 500, { final: true }))).toMatchObject({ kind: 'captured', captured: eur(1_000) });
      expect(await lineOf(contract, charge)).toMatchObject({ kind: 'captured', captured: eur(1_000), refunded: eur(0) });
    });

    it('is one capture under one key', async () => {
      const charge = await authorised(contract);
      const request = captureOf(charge, 300);
      await gateway().capture(request);
      await Promise.all([1, 2, 3].map(() => gateway().capture(request)));
      expect(await gateway().retrieve(charge)).toMatchObject({ kind: 'authorised', captured: eur(300) });
    });

    it('lets the rest go with a final capture, which is not money that went back', async () => {
      const charge = await authorised(contract);
      expect(await gateway().capture(captureOf(charge, 600, { final: true }))).toMatchObject({ kind: 'captured', captured: eur(600) });
      await gateway().capture(captureOf(charge, 400, { final: true }));
      expect(await lineOf(contract, charge)).toMatchObject({ kind: 'captured', captured: eur(600), refunded: eur(0) });
    });

    it('refuses more than is open, without touching the charge', async () => {
      const charge = await authorised(contract);
      await gateway().capture(captureOf(charge, 700));
      const request = captureOf(charge, 301);
      expect(await gateway().capture(request)).toMatchObject({ kind: 'failed', captureId: request.captureId, retryable: false });
      expect(await gateway().retrieve(charge)).toMatchObject({ kind: 'authorised', captured: eur(700) });
    });
  });

  describe('cancelling', () => {
    it('lets go of what was authorised, and again without complaint', async () => {
      const charge = await authorised(contract);
      expect(await gateway().cancel(charge)).toMatchObject({ kind: 'voided', amount: eur(1_000) });
      expect(await gateway().cancel(charge)).toMatchObject({ kind: 'voided' });
      expect((await gateway().capture(captureOf(charge, 1_000, { final: true }))).kind).not.toBe('captured');
      expect(await lineOf(contract, charge)).toMatchObject({ kind: 'voided', captured: eur(0), refunded: eur(0) });
    });

    it('does not undo what was taken', async () => {
      const charge = await taken(contract);
      expect(await gateway().cancel(charge)).toMatchObject({ kind: 'captured', captured: eur(1_000) });
    });

    it('keeps the part that was taken and lets the rest go', async () => {
      const charge = await authorised(contract);
      await gateway().capture(captureOf(charge, 400));
      expect(await gateway().cancel(charge)).toMatchObject({ kind: 'captured', captured: eur(400) });
      expect(await lineOf(contract, charge)).toMatchObject({ captured: eur(400), refunded: eur(0) });
    });
  });

  describe('refunding', () => {
    it('gives back in parts, and never more than was taken', async () => {
      const charge = await taken(contract);
      const request = refundOf(charge, 600);
      const { paymentId, refundId } = request;
      const fact = await gateway().refund(request);
      expect(fact).toMatchObject({ kind: 'refunded', amount: eur(600), paymentId, refundId, gatewayId: charge.gatewayId });
      expect(fact.gatewayRefundId).toMatch(/^[\x21-\x7e]{1,128}$/);
      expect(await gateway().refund(refundOf(charge, 401))).toMatchObject({ kind: 'failed' });
      expect(await gateway().refund(refundOf(charge, 400))).toMatchObject({ kind: 'refunded' });
      expect(await gateway().refund(refundOf(charge, 1))).toMatchObject({ kind: 'failed' });
      expect(await lineOf(contract, charge)).toMatchObject({ captured: eur(1_000), refunded: eur(1_000) });
    });

    it('is one refund under one key, ten at once and later', async () => {
      const charge = await taken(contract);
      const request = refundOf(charge, 300);
      const facts = await Promise.all(Array.from({ length: 10 }, () => gateway().refund(request)));
      const kinds = new Set(facts.map(({ kind }) => kind));
      expect([...kinds].filter((kind) => kind !== 'refunded' && kind !== 'unknown')).toEqual([]);
      const settled = facts.filter(({ kind }) => kind === 'refunded').concat(await gateway().refund(request));
      expect(new Set(settled.map(({ gatewayRefundId }) => gatewayRefundId)).size).toBe(1);
      expect(await lineOf(contract, charge)).toMatchObject({ refunded: eur(300) });
    });

    it('gives back only what was taken of a charge that was taken in part', async () => {
      const charge = await authorised(contract);
      await gateway().capture(captureOf(charge, 600, { final: true }));
      expect(await gateway().refund(refundOf(charge, 601))).toMatchObject({ kind: 'failed' });
      expect(await gateway().refund(refundOf(charge, 100))).toMatchObject({ kind: 'refunded' });
      expect(await lineOf(contract, charge)).toMatchObject({ captured: eur(600), refunded: eur(100) });
    });
  });
}
