import { parseArgs } from 'node:util';
import { FieldCipher, Resealer } from '../platform/security';
import type { SealedRows } from '../platform/security';
import { command, inShop } from './command';

const USAGE = `Seals personal data under the first key of FIELD_KEYS that an older one has sealed. The shop may go on meanwhile.

  npm run reseal -- [--check]

  --check   changes nothing; says what each key has sealed

To retire a key: put a new one behind it and restart every process of the shop, so that all can open what it seals; move the new one to the front
and restart again; run this; take the old one out when --check says that nothing needs it. Ends with 0 then, 1 when something still needs an older key, 2 when it could not run.`;

const isRight = ({ keyId, opens }: SealedRows, current: string): boolean => opens && keyId === current;

function line(found: SealedRows, current: string): string {
  const state = found.opens ? (isRight(found, current) ? 'right' : 'older') : 'lost ';
  return `${state}  ${found.place.padEnd(40)} ${found.keyId.padEnd(16)} ${found.rows}\n`;
}

async function reseal(resealer: Resealer, current: string, check: boolean): Promise<number> {
  const { resealed, lost } = check ? { resealed: 0, lost: 0 } : await resealer.reseal();
  const counts = await resealer.counts();
  const needing = counts.filter((found) => !isRight(found, current)).reduce((sum, { rows }) => sum + rows, 0);
  process.stdout.write(counts.map((found) => line(found, current)).join(''));
  process.stdout.write(`${resealed} sealed anew, ${needing} need another key than "${current}" as it is in FIELD_KEYS\n`);
  if (lost > 0) process.stdout.write(`${lost} cannot be opened: their key is not in FIELD_KEYS, or they were changed\n`);
  return needing === 0 ? 0 : 1;
}

async function main(): Promise<number> {
  const { values } = parseArgs({ options: { check: { type: 'boolean', default: false }, help: { type: 'boolean', default: false } } });
  if (values.help) {
    process.stdout.write(`${USAGE}\n`);
    return 0;
  }
  return inShop((shop) => reseal(shop.get(Resealer), shop.get(FieldCipher).keyId, values.check));
}

command(main, { code: 2 });
