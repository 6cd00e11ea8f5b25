import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Module } from '@nestjs/common';
import { AuthFacade, AuthModule } from '../../../src/modules/auth';
import { PasswordResetService } from '../../../src/modules/auth/account/password-reset.service';
import { RegistrationService } from '../../../src/modules/auth/account/registration.service';
import { AccountMails } from '../../../src/modules/notifications/account-mails';
import { MailService } from '../../../src/modules/notifications/mail.service';
import { Mailer } from '../../../src/modules/notifications/mailer';
import { Config } from '../../../src/platform/config';
import { TryAgainLater } from '../../../src/platform/events';
import { newId } from '../../../src/platform/ids';
import { demo, somewhere, startAuth } from '../auth/auth-app';
import type { AuthApp } from '../auth/auth-app';
import { startSmtpServer } from './smtp-server';

/** Without the mails about orders, which need every module below. */
@Module({ imports: [AuthModule], providers: [Mailer, MailService, AccountMails] })
class AccountMailModule {}

type Written = { readonly to: string; readonly subject: string; readonly text: string; readonly html: string };

let directory: string;
let auth: AuthApp;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'portico-mail-'));
  Object.assign(process.env, { MAIL_DIRECTORY: directory, STOREFRONT_URL: 'https://front.example/shop/' });
  auth = await startAuth([], [AccountMailModule]);
});
afterEach(async () => {
  await auth.empty();
  for (const name of await readdir(directory)) await rm(join(directory, name));
});
afterAll(async () => {
  await auth.close();
  await rm(directory, { recursive: true });
});

async function written(): Promise<Written[]> {
  const names = (await readdir(directory)).filter((name) => name.endsWith('.json')).sort();
  return Promise.all(names.map(async (name) => JSON.parse(await readFile(join(directory, name), 'utf8')) as Written));
}

const rows = () =>
  auth.database.query<{ kind: string; status: string; attempts: number }>(
    'SELECT kind, status, attempts FROM notifications_mail ORDER BY id',
  );
const letter = { subject: 'Hello', paragraphs: ['Text'] };

describe('account mails', () => {
  it('carry the token that verifies, in a link to the shop front', async () => {
    const registrations = auth.app.get(RegistrationService, { strict: false });
    await registrations.receive({ ...demo, name: 'Buy at evil.example' }, somewhere.source);
    await auth.deliver();
    const [mail] = await written();
    expect(mail).toMatchObject({ to: demo.email, subject: 'Please confirm your e-mail address' });
    const token = /^https:\/\/front\.example\/shop\/account\/verify-email#token=([\w-]{43})$/m.exec(mail?.text ?? '')?.[1] ?? '';
    expect(mail?.html).toContain(`#token=${token}`);
    expect(JSON.stringify(mail)).not.toContain('evil.example');
    await expect(registrations.verify(token, somewhere)).resolves.toMatchObject({ expiresIn: 600 });
  });

  it('tell of an existing account, a reset and a changed password', async () => {
    const resets = auth.app.get(PasswordResetService, { strict: false });
    await auth.app.get(AuthFacade).ensureAccount({ ...demo, role: 'customer' });
    await auth.app.get(RegistrationService, { strict: false }).receive(demo, somewhere.source);
    await auth.deliver();
    await resets.receive(demo.email, somewhere.source);
    await auth.deliver();
    const token = /reset-password#token=([\w-]+)/.exec((await written()).map(({ text }) => text).join('\n'))?.[1] ?? '';
    await resets.confirm(token, 'an entirely new passphrase');
    await auth.deliver();
    expect((await written()).map(({ subject }) => subject).sort()).toEqual([
      'Set a new password',
      'You already have an account',
      'Your password was changed',
    ]);
  });

  it('are not written to an account that was erased in the meantime', async () => {
    await auth.app.get(RegistrationService, { strict: false }).receive(demo, somewhere.source);
    const dispatched = auth.deliver();
    await dispatched;
    await auth.app
      .get(AccountMails, { strict: false })
      .onPasswordChanged({ accountId: newId('cus') }, { eventId: newId('evt'), occurredAt: new Date(), attempt: 1 });
    expect((await rows()).map(({ kind, status }) => `${kind} ${status}`)).toContain('password_changed skipped');
    expect(await written()).toHaveLength(1);
  });
});

describe('one mail for one event', () => {
  it('is sent once by many parallel deliveries', async () => {
    const mails = auth.app.get(MailService, { strict: false });
    const eventId = newId('evt');
    let composed = 0;
    const compose = async () => {
      composed += 1;
      return { to: { email: 'ada@example.com' }, letter };
    };
    await Promise.allSettled(Array.from({ length: 12 }, () => mails.sendOnce(eventId, 'order_paid', compose)));
    await mails.sendOnce(eventId, 'order_paid', compose);
    expect(composed).toBe(1);
    expect(await rows()).toEqual([{ kind: 'order_paid', status: 'sent', attempts: 1 }]);
    expect(await written()).toHaveLength(1);
  });

  it('is looked at again when its lease ends, after whoever was sending it has died', async () => {
    const mails = auth.app.get(MailService, { strict: false });
    const eventId = newId('evt');
    const dying = jest.fn(() => new Promise<never>(() => undefined));
    void mails.sendOnce(eventId, 'order_paid', dying);
    while (dying.mock.calls.length === 0) await sleep(5);
    const failure: unknown = await mails.sendOnce(eventId, 'order_paid', dying).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(TryAgainLater);
    expect((failure as TryAgainLater).afterSeconds).toBeGreaterThan(50);
    expect((failure as TryAgainLater).afterSeconds).toBeLessThanOrEqual(91);
  });

  it('is tried again after a failure, and other kinds of the same event are their own', async () => {
    const mails = auth.app.get(MailService, { strict: false });
    const eventId = newId('evt');
    await expect(mails.sendOnce(eventId, 'order_paid', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    await mails.sendOnce(eventId, 'order_paid', async () => ({ to: { email: 'ada@example.com' }, letter }));
    await mails.sendOnce(eventId, 'order_placed', async () => ({ to: { email: 'ada@example.com' }, letter }));
    expect(await rows()).toEqual([
      { kind: 'order_paid', status: 'sent', attempts: 2 },
      { kind: 'order_placed', status: 'sent', attempts: 1 },
    ]);
  });
});

describe('SMTP', () => {
  it('hands the mail over, with one Message-ID for every try, and reports a refusal', async () => {
    const server = await startSmtpServer();
    const config = new Config({ MAIL_TRANSPORT: 'smtp', SMTP_URL: server.url, MAIL_FROM: 'Shop <shop@example.com>' });
    const mailer = new Mailer(config, auth.database);
    const rendered = { subject: 'Grüße', text: 'Hello', html: '<p>Hello</p>' };
    server.refuse = true;
    await expect(mailer.send({ email: 'ada@example.com' }, rendered, 'evt_1.order_paid')).rejects.toThrow('come back later');
    server.refuse = false;
    await mailer.send({ email: 'ada@example.com', name: 'Ada\r\nBcc: evil@example.com' }, rendered, 'evt_1.order_paid');
    mailer.onApplicationShutdown();
    await server.close();
    expect(server.received).toHaveLength(1);
    expect(server.received[0]).toContain('Message-ID: <evt_1.order_paid@127.0.0.1>');
    expect(server.received[0]).not.toMatch(/^Bcc:/m);
  });
});
