import { WeakPassword } from '../auth.errors';
import { commonPasswords } from './common-passwords';

const ROWS = [
  'abcdefghijklmnopqrstuvwxyz',
  '01234567890',
  'qwertyuiop',
  'qwertzuiop',
  'azertyuiop',
  'asdfghjkl',
  'zxcvbnm',
  '1qaz2wsx3edc4rfv5tgb6yhn7ujm',
];
const runs = [...ROWS, ...ROWS.map((row) => [...row].reverse().join(''))].map((row) => row + row);

/** @throws WeakPassword when attackers would try it among the first. Length is the request's shape and checked there. */
export function requireStrongPassword(password: string, email: string): void {
  const text = password.normalize('NFC').toLowerCase();
  const core = text.replace(/^[\d\W_]+|[\d\W_]+$/gu, '');
  const local = email.toLowerCase().split('@')[0] ?? '';
  const guessable =
    commonPasswords.has(text) ||
    commonPasswords.has(core) ||
    commonPasswords.has(plainLetters(text)) ||
    commonPasswords.has(plainLetters(core)) ||
    new Set(text).size < 4 ||
    runs.some((run) => run.includes(text)) ||
    text === email.toLowerCase() ||
    (local.length >= 4 && (text === local || core === local));
  if (guessable) throw new WeakPassword();
}

const substitutes: Readonly<Record<string, string>> = {
  '0': 'o',
  '1': 'l',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '@': 'a',
  $: 's',
  '!': 'i',
};

function plainLetters(text: string): string {
  return text.replace(/[0134579@$!]/g, (character) => substitutes[character] ?? character);
}
