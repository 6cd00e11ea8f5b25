// The settings a local process gets: the shell's own first, then `.env`, then the defaults of the application.
import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { parseEnv } from 'node:util';

// `.env` begins as a copy of `.env.example`: these two then say where the shop usually is, which must not keep it from moving.
const usual = { PORT: '3000', PUBLIC_URL: 'http://127.0.0.1:3000' };

const filled = (settings) => Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined && value !== ''));

function readFile(path) {
  if (!existsSync(path)) return {};
  const settings = Object.entries(filled(parseEnv(readFileSync(path, 'utf8'))));
  return Object.fromEntries(settings.filter(([key, value]) => usual[key] !== value));
}

export function readEnvironment(root) {
  const settings = { ...readFile(join(root, '.env')), ...filled(process.env) };
  settings.PATH = [join(root, 'node_modules/.bin'), settings.PATH].join(delimiter);
  return settings;
}
