import { createCipheriv, createDecipheriv, createSecretKey } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Config } from '../config';
import type { FieldKey } from '../config';
import { freshBytes } from '../random-bytes';

const ALGORITHM = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;
const TAG = { authTagLength: TAG_BYTES };

/** Its id is authenticated with whatever it seals. */
interface Key {
  readonly id: string;
  readonly idBytes: Buffer;
  readonly secret: KeyObject;
}

/**
 * Encrypts single fields of personal data. The sealed text is `<key id>.<base64url of iv, tag and ciphertext>`; the key id is
 * authenticated too. The first configured key seals, all of them open, so a new key can be put in front without touching old rows.
 */
@Injectable()
export class FieldCipher {
  private readonly keys: ReadonlyMap<string, Key>;
  private readonly current: Key;

  constructor(config: Config) {
    const keys = config.fieldKeys.map(keyOf);
    this.keys = new Map(keys.map((key) => [key.id, key]));
    this.current = this.key(keys[0]?.id ?? '');
  }

  /** Of the key that seals. */
  get keyId(): string {
    return this.current.id;
  }

  seal(text: string): string {
    const { id, idBytes, secret } = this.current;
    const iv = freshBytes(IV_BYTES);
    const cipher = createCipheriv(ALGORITHM, secret, iv, TAG);
    cipher.setAAD(idBytes);
    const sealed = cipher.update(text, 'utf8');
    // In this mode the end adds nothing to the text; it makes the tag.
    cipher.final();
    return `${id}.${Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString('base64url')}`;
  }

  /** @throws Error when the key is unknown or the text was changed */
  open(sealed: string): string {
    const [id = '', payload = ''] = sealed.split('.');
    const { idBytes, secret } = this.key(id);
    const bytes = Buffer.from(payload, 'base64url');
    const decipher = createDecipheriv(ALGORITHM, secret, bytes.subarray(0, IV_BYTES), TAG);
    decipher.setAAD(idBytes);
    decipher.setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
    const text = decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES));
    decipher.final();
    return text.toString('utf8');
  }

  private key(id: string): Key {
    const key = this.keys.get(id);
    if (!key) throw new Error(`No field key with the id "${id}" is configured`);
    return key;
  }
}

function keyOf({ id, bytes }: FieldKey): Key {
  return { id, idBytes: Buffer.from(id), secret: createSecretKey(bytes) };
}
