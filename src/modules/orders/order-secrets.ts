import { createHmac } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Config } from '../../platform/config';
import { FieldCipher } from '../../platform/security';
import type { PostalAddress } from './order-draft';

/** Keeps who bought and where they live unreadable in the tables. */
@Injectable()
export class OrderSecrets {
  private readonly emailKey: Buffer;

  constructor(
    private readonly cipher: FieldCipher,
    config: Config,
  ) {
    this.emailKey = createHmac('sha256', config.appSecret).update('portico order e-mail key').digest();
  }

  /** Finds an address again without storing it. Keyed, because a plain hash of an address can be guessed. */
  emailHash(email: string): string {
    return createHmac('sha256', this.emailKey).update(email.normalize('NFC').trim().toLowerCase()).digest('hex');
  }

  seal(text: string): string {
    return this.cipher.seal(text);
  }

  open(sealed: string): string {
    return this.cipher.open(sealed);
  }

  sealAddress(address: PostalAddress | null): string | null {
    return address && this.cipher.seal(JSON.stringify(address));
  }

  openAddress(sealed: string | null): PostalAddress | null {
    if (sealed === null) return null;
    const address: PostalAddress = JSON.parse(this.cipher.open(sealed));
    return address;
  }
}
