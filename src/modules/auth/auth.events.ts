import { defineEvent } from '../../platform/events';

/** A registration arrived. Every address takes the same way up to here, so the answer tells nothing; the account is made by our own listener. */
export const RegistrationReceived = defineEvent<{ sealed: string }>('auth.registration_received');

/** Somebody asked for a password reset; whether the address is known is looked up by our own listener. */
export const PasswordResetReceived = defineEvent<{ sealed: string }>('auth.password_reset_received');

/** `sealedToken` is opened with FieldCipher: event rows are stored. */
export const EmailVerificationRequested = defineEvent<{ accountId: string; sealedToken: string; expiresAt: string }>(
  'auth.email_verification_requested',
);

/** Somebody registered with the address of an account that exists; its owner is told by mail. */
export const ExistingAccountContacted = defineEvent<{ accountId: string }>('auth.existing_account_contacted');

export const PasswordResetRequested = defineEvent<{ accountId: string; sealedToken: string; expiresAt: string }>(
  'auth.password_reset_requested',
);

export const PasswordChanged = defineEvent<{ accountId: string }>('auth.password_changed');

/** The address was verified; from now on the account can sign in. */
export const AccountRegistered = defineEvent<{ accountId: string }>('auth.account_registered');

/** The account was emptied; modules that hold personal data about it empty theirs. */
export const AccountErased = defineEvent<{ accountId: string }>('auth.account_erased');
