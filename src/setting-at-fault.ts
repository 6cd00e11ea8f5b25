import { driverError } from './platform/database';

const LISTENING = new Set(['EADDRINUSE', 'EACCES', 'EADDRNOTAVAIL', 'ENOTFOUND', 'EAI_AGAIN', 'EINVAL']);
const OF_THE_PORT = new Set(['EADDRINUSE', 'EACCES']);
const CONNECTING = new Set([
  ...['ER_BAD_DB_ERROR', 'ER_ACCESS_DENIED_ERROR', 'ER_DBACCESS_DENIED_ERROR', 'ER_ACCESS_DENIED_NO_PASSWORD_ERROR'],
  ...['ENOTFOUND', 'EAI_AGAIN', 'ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'ETIMEDOUT'],
]);

/** A setting that is well formed, and yet nothing can be done with it: told in a sentence, because a stack would say less. */
export class SettingAtFault extends Error {
  override readonly name = 'SettingAtFault';
}

/** @throws SettingAtFault where the address of the database is to blame, else the error itself */
export function blameDatabaseUrl(error: unknown): never {
  const { code = '', message = '' } = driverError(error) ?? {};
  if (!CONNECTING.has(code) && !/SSL profile/.test(message)) throw error;
  throw new SettingAtFault(`DATABASE_URL: the database cannot be reached with it (${message || code}).`);
}

/** @throws SettingAtFault where the address to listen on is to blame, else the error itself */
export function blameAddress(error: unknown): never {
  const { code = '', message = '' } = driverError(error) ?? {};
  if (!LISTENING.has(code)) throw error;
  throw new SettingAtFault(`${OF_THE_PORT.has(code) ? 'PORT' : 'HOST'}: the shop cannot listen there (${message}).`);
}
