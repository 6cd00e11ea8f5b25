// The settings a local process gets: the shell's own first, then `.env`, then the defaults of the application.
import { generateKeyPairSync } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { parseEnv } from 'node:util';
import { writePrivateFile } from './state-files.mjs';

const filled = (settings) => Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined && value !== ''));

/** A signing key that stays, so nobody is signed out by a restart. Production brings its own. */
function developmentKey(root) {
  const path = join(root, '.portico/jwt-key.pem');
  if (!existsSync(path)) {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    writePrivateFile(path, privateKey.export({ type: 'pkcs8', format: 'pem' }));
  }
  return readFileSync(path, 'utf8');
}

export function readEnvironment(root) {
  const file = join(root, '.env');
  const fromFile = existsSync(file) ? parseEnv(readFileSync(file, 'utf8')) : {};
  const settings = { ...filled(fromFile), ...filled(process.env) };
  if (settings.NODE_ENV !== 'production') settings.JWT_PRIVATE_KEY ??= developmentKey(root);
  settings.PATH = [join(root, 'node_modules/.bin'), settings.PATH].join(delimiter);
  return settings;
}
