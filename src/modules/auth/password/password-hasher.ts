import { Injectable } from '@nestjs/common';
import { hash, verify } from '@node-rs/argon2';
import { Database } from '../../../platform/database';
import { HashSlots } from './hash-slots';

/** argon2id is the library's default algorithm; CURRENT would show another one. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;
const CURRENT = `$argon2id$v=19$m=${COST.memoryCost},t=${COST.timeCost},p=${COST.parallelism}$`;

/** Opens with no password; comparing with it costs what comparing with a real one costs. */
const NOBODYS_HASH = `${CURRENT}cG9ydGljby1ub2JvZHkhIQ$dGhpcyBpcyBub3QgdGhlIGhhc2ggb2YgYW55dGhpbmc`;

/** argon2id, a few at a time: each takes 19 MiB and tens of milliseconds of a core. */
@Injectable()
export class PasswordHasher {
  constructor(
    private readonly database: Database,
    private readonly slots: HashSlots,
  ) {}

  async hash(password: string): Promise<string> {
    this.database.forbidTransaction();
    return this.slots.run(() => hash(normalise(password), COST));
  }

  /**
   * Compares, and tells whether the stored hash should be replaced by a new one. No hash (an unknown or unverified account) costs the same
   * and never matches. `before` runs when a slot is free: what it throws stops the comparison.
   */
  async verify(stored: string | null, password: string, around: Around = plain): Promise<boolean> {
    this.database.forbidTransaction();
    return this.slots.run(() =>
      around(async () => {
        const same = await verify(stored ?? NOBODYS_HASH, normalise(password));
        return same && stored !== null;
      }),
    );
  }

  isOutdated(stored: string): boolean {
    return !stored.startsWith(CURRENT);
  }
}

/** Wraps the comparison inside its slot, so that what it records is seen before the next one starts there. */
export type Around = (compare: () => Promise<boolean>) => Promise<boolean>;

const plain: Around = (compare) => compare();

const normalise = (password: string) => password.normalize('NFC');
