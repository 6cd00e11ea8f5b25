import { defineProblem, member } from '../../platform/http';
import { accountStatuses } from './auth.entity';
import type { AccountStatus } from './auth.entity';

export class InvalidCredentials extends defineProblem({
  code: 'auth/invalid-credentials',
  status: 401,
  title: 'E-mail or password is wrong',
  help: 'The pair of e-mail and password opens nothing. The answer is the same for an unknown address, a wrong password, an address that was not verified yet and a disabled account, so that it tells nothing about who is registered. Check the spelling, verify the address through the mail, or reset the password.',
}) {
  constructor() {
    super('The e-mail address or the password is wrong.');
  }
}

export class InvalidRefreshToken extends defineProblem({
  code: 'auth/invalid-refresh-token',
  status: 401,
  title: 'The session is over',
  help: 'The refresh token is unknown, was replaced, or its session ended by log-out, expiry, a password change or because an old token was used twice. Ask the user to sign in again and forget both tokens.',
}) {
  constructor() {
    super('This refresh token does not open a session. Sign in again.');
  }
}

export class InvalidOneTimeToken extends defineProblem({
  code: 'auth/invalid-token',
  status: 422,
  title: 'The link cannot be used',
  help: 'The token from the mail is unknown, was used already, or expired. Each works once. Ask for a new mail by registering or by requesting the password reset again.',
}) {
  constructor() {
    super('This token is unknown, used or expired. Ask for a new mail.');
  }
}

export class WeakPassword extends defineProblem({
  code: 'auth/weak-password',
  status: 422,
  title: 'The password is too easy to guess',
  help: 'The password is one of those that attackers try first: a well-known word, with or without digits at its end, a run of neighbouring keys, or the e-mail address itself. Choose several words or let a password manager make one.',
}) {
  constructor() {
    super('This password is among the first ones that attackers try. Choose another.');
  }
}

export class TooManyAttempts extends defineProblem({
  code: 'auth/too-many-attempts',
  status: 429,
  title: 'Too many attempts',
  help: 'There were too many failed attempts for this account or from this network. Each further failure doubles the pause, up to a limit; nothing is locked for good. Wait for the seconds in Retry-After and try again.',
}) {
  constructor(seconds: number) {
    super(`Too many attempts. Try again in ${seconds} seconds.`, {}, { retryAfter: seconds });
  }
}

export class TooManyAddresses extends defineProblem({
  code: 'auth/too-many-addresses',
  status: 422,
  title: 'The address book is full',
  help: 'An account keeps a limited number of addresses. Delete one that is no longer needed, then add the new one.',
}) {
  constructor(limit: number) {
    super(`An account keeps at most ${limit} addresses.`);
  }
}

export class StaffCannotBeErased extends defineProblem({
  code: 'auth/staff-account',
  status: 409,
  title: 'A staff account cannot erase itself',
  help: 'Accounts of the staff are needed to explain who did what and to keep the shop manageable. Let an administrator give the account the role customer first, then erase it.',
}) {
  constructor() {
    super('Give the account the role customer before erasing it.');
  }
}

export class LastAdministrator extends defineProblem({
  code: 'auth/last-administrator',
  status: 409,
  title: 'The shop needs an administrator',
  help: 'The change would leave no active account with the role admin, and nobody could undo it. Make somebody else an administrator first.',
}) {
  constructor() {
    super('This is the last active administrator.');
  }
}

export class AccountStateConflict extends defineProblem({
  code: 'auth/account-state',
  status: 409,
  title: 'The account is not in a state that allows this',
  help: 'Only active and disabled accounts can be switched; one that waits for verification or was erased cannot. The member accountStatus tells the present state.',
  members: { accountStatus: member.oneOf('The present state.', accountStatuses, { name: 'AccountStatus', example: 'erased' }) },
}) {
  constructor(status: AccountStatus) {
    super(`The account is ${status}.`, { accountStatus: status });
  }
}
