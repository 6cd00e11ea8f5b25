import { Injectable } from '@nestjs/common';
import { Random } from '../../platform/random';

/** Crockford's base 32: no I, L, O and U, so nothing is misread on paper or over the telephone. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const LENGTH = 8;

/** Numbers for people: `P-7K3M9QXZ`. Random, so that they tell nobody how much the shop sells; the unique key has the last word. */
@Injectable()
export class OrderNumbers {
  constructor(private readonly random: Random) {}

  next(): string {
    const digits = [...this.random.bytes(LENGTH)].map((byte) => ALPHABET.charAt(byte % ALPHABET.length));
    return `P-${digits.join('')}`;
  }
}

/** As people type it: without case, blanks or the prefix, and with O, I and L for the digits they look like. */
export function readOrderNumber(text: string): string {
  const digits = text
    .toUpperCase()
    .replace(/^\s*P-/, '')
    .replace(/[\s-]/g, '');
  return `P-${digits.replace(/O/g, '0').replace(/[IL]/g, '1')}`;
}
