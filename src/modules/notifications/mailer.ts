import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { Injectable, Logger } from '@nestjs/common';
import type { OnApplicationShutdown } from '@nestjs/common';
import { createTransport } from 'nodemailer';
import { Config } from '../../platform/config';
import { Database } from '../../platform/database';
import type { Rendered } from './templates/letter';

export type Recipient = { readonly email: string; readonly name?: string | null };

const TIMEOUTS = { connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 20_000 } as const;
/** Mails carry text of ours only; a message must never make the server read a file or an address. */
const CLOSED = { disableFileAccess: true, disableUrlAccess: true } as const;

/** Hands a mail to the SMTP server, or in development writes it into a folder: `<reference>.html` to look at, `<reference>.json` for programs. */
@Injectable()
export class Mailer implements OnApplicationShutdown {
  private readonly logger = new Logger('Mail');
  private opened: ReturnType<Mailer['openSmtp']> | undefined;

  constructor(
    private readonly config: Config,
    private readonly database: Database,
  ) {}

  /** The reference makes the Message-ID, so that a mail sent twice after a crash is recognised as one by the receiving server. */
  async send(to: Recipient, rendered: Rendered, reference: string): Promise<void> {
    this.database.forbidTransaction();
    if (this.config.mail.transport === 'file') return this.write(to, rendered, reference);
    await (this.opened ??= this.openSmtp()).sendMail({
      ...rendered,
      from: this.config.mail.from,
      to: { address: to.email, name: to.name ?? '' },
      messageId: `<${reference}@${new URL(this.config.publicUrl).hostname}>`,
      headers: { 'Auto-Submitted': 'auto-generated' },
    });
  }

  onApplicationShutdown(): void {
    this.opened?.close();
  }

  /** At the first mail: one pool per process, and nodemailer is large. */
  private openSmtp() {
    const url = this.config.mail.smtpUrl ?? 'smtp://127.0.0.1:25';
    return createTransport({ url, pool: true, maxConnections: 2, ...TIMEOUTS, ...CLOSED });
  }

  /** Neither needs a mail program: a browser shows the one, a script reads the other. */
  private write(to: Recipient, rendered: Rendered, reference: string): void {
    const path = join(resolve(this.config.mail.directory), reference);
    replace(`${path}.html`, rendered.html);
    replace(`${path}.json`, JSON.stringify({ to: to.email, from: this.config.mail.from, ...rendered }, null, 2));
    this.logger.log(`Mail "${rendered.subject}" written to ${path}.html`);
  }
}

/** Whoever watches the folder never sees half a file. At once: a small file costs less than handing it to another thread. */
function replace(path: string, content: string): void {
  const write = (): void => writeFileSync(`${path}.tmp`, content, { mode: 0o600 });
  try {
    write();
  } catch (error) {
    // The first mail, or somebody has tidied up.
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    mkdirSync(dirname(path), { recursive: true });
    write();
  }
  renameSync(`${path}.tmp`, path);
}
