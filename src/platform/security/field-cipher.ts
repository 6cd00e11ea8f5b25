import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Config } from '../config';

const ALGORITHM = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Encrypts single fields of personal data. The sealed text is `<key id>.<base64url of iv, tag and ciphertext>`; the key id is
 * authenticated too. The first configured key seals, all of them open, so a new key can be put in front without touching old rows.
 */
@Injectable()
export class FieldCipher {
  private readonly keys: ReadonlyMap<string, Buffer>;
  private readonly current: string;

  constructor(config: Config) {
    this.keys = new Map(config.fieldKeys.split(',').map(parseKey));
    this.current = [...this.keys.keys()][0] ?? '';
  }

  seal(text: string): string {
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv(ALGORITHM, this.key(this.current), iv, { authTagLength: TAG_BYTES });
    cipher.setAAD(Buffer.from(this.current));
    const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    return `${this.current}.${Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString('base64url')}`;
  }

  /** @throws Error when the key is unknown or the text was changed */
  open(sealed: string): string {
    const [id = '', payload = ''] = sealed.split('.');
    const bytes = Buffer.from(payload, 'base64url');
    const decipher = createDecipheriv(ALGORITHM, this.key(id), bytes.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES });
    decipher.setAAD(Buffer.from(id));
    decipher.setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
    return Buffer.concat([decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES)), decipher.final()]).toString('utf8');
  }

  /** Whether the value was sealed with an older key and should be sealed again. */
  isStale(sealed: string): boolean {
    return !sealed.startsWith(`${this.current}.`);
  }

  private key(id: string): Buffer {
    const key = this.keys.get(id);
    if (!key) throw new Error(`No field key with the id "${id}" is configured`);
    return key;
  }
}

function parseKey(text: string): [string, Buffer] {
  const [id = '', base64 = ''] = text.trim().split(':');
  const key = Buffer.from(base64, 'base64');
  if (id === '' || key.length !== 32) throw new Error('A field key is id:base64 of 32 bytes');
  return [id, key];
}
