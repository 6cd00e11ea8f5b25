import { formatMoney, Money } from '../../../../platform/money';
import type { SandboxCharge } from './sandbox.entity';

const OVER: Readonly<Partial<Record<SandboxCharge['status'], string>>> = {
  captured: 'The payment is complete.',
  authorised: 'The payment is confirmed.',
  failed: 'The payment was not confirmed.',
  voided: 'The payment was cancelled.',
};

/** The page that stands for a bank's own "is it you?". Plain HTML that works with a keyboard, a screen reader and without scripts. */
export function challengePage(charge: SandboxCharge): string {
  const amount = formatMoney(Money.of(charge.amount, charge.currency));
  const waiting = charge.status === 'requires_action';
  const form = `<form method="post">
        <p>A shop asks for <strong>${amount}</strong>. Is it you?</p>
        <button name="outcome" value="complete">Complete the payment</button>
        <button name="outcome" value="fail">Fail the payment</button>
      </form>`;
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Sandbox bank: confirm ${amount}</title>
    <style>
      body { font: 1.125rem/1.5 system-ui, sans-serif; max-width: 32rem; margin: 3rem auto; padding: 0 1rem; color: #1a1a1a; background: #fff; }
      button { font: inherit; padding: .5rem 1rem; margin: 0 .5rem .5rem 0; border: 2px solid #1a1a1a; background: #fff; color: #1a1a1a; cursor: pointer; }
      button[value=complete] { background: #14532d; color: #fff; }
      button:focus-visible { outline: 3px solid #1d4ed8; outline-offset: 2px; }
    </style>
  </head>
  <body>
    <main>
      <h1>Sandbox bank</h1>
      ${waiting ? form : `<p role="status">${OVER[charge.status] ?? 'There is nothing to confirm.'} You can close this page.</p>`}
      <p>This is a test page. No real money moves.</p>
    </main>
  </body>
</html>
`;
}
