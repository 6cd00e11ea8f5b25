import { driverError } from './platform/database';

const LISTENING = new Set(['EADDRINUSE', 'EACCES', 'EADDRNOTAVAIL', 'ENOTFOUND', 'EAI_AGAIN', 'EINVAL']);
const OF_THE_PORT = new Set(['EADDRINUSE', 'EACCES']);
const DENIED = 'see that its user and password are right, and that the server lets them in from here';
const UNKNOWN = 'see that its host is right';
const SILENT = 'start the server, or see that its host and port are right';
/** By what failed: what to do about it. */
const CONNECTING: ReadonlyMap<string, string> = new Map([
  ['ER_BAD_DB_ERROR', 'create the database, or name another one'],
  ...['ER_ACCESS_DENIED_ERROR', 'ER_DBACCESS_DENIED_ERROR', 'ER_ACCESS_DENIED_NO_PASSWORD_ERROR'].map((code) => [code, DENIED] as const),
  ...['ENOTFOUND', 'EAI_AGAIN'].map((code) => [code, UNKNOWN] as const),
  ...['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'ETIMEDOUT'].map((code) => [code, SILENT] as const),
]);

/** A setting that is well formed, and yet nothing can be done with it: told in a sentence, because a stack would say less. */
export class SettingAtFault extends Error {
  override readonly name = 'SettingAtFault';
}

/** @throws SettingAtFault where the address of the database is to blame, else the error itself */
export function blameDatabaseUrl(error: unknown): never {
  const { code = '', message = '' } = driverError(error) ?? {};
  if (!CONNECTING.has(code) && !/SSL profile/.test(message)) throw error;
  throw databaseAtFault(error);
}

/** Of whatever went wrong while connecting. The driver's own words never have the password. */
export function databaseAtFault(error: unknown): SettingAtFault {
  const { code = '', message = '' } = driverError(error) ?? {};
  const advice = CONNECTING.get(code) ?? 'see that a MariaDB or MySQL server answers there';
  return new SettingAtFault(`DATABASE_URL: the database cannot be reached with it (${message || code || String(error)}); ${advice}.`);
}

/** @throws SettingAtFault always: nothing but the folder is touched */
export function blameMediaDirectory(error: unknown): never {
  const reason = error instanceof Error ? error.message : String(error);
  throw new SettingAtFault(`MEDIA_DIRECTORY: images cannot be kept there (${reason}); name a folder that the shop may write to.`);
}

/** @throws SettingAtFault where the address to listen on is to blame, else the error itself */
export function blameAddress(error: unknown): never {
  const { code = '', message = '' } = driverError(error) ?? {};
  if (!LISTENING.has(code)) throw error;
  throw new SettingAtFault(`${OF_THE_PORT.has(code) ? 'PORT' : 'HOST'}: the shop cannot listen there (${message}).`);
}
