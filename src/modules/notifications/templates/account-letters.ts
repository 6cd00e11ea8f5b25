import type { Letter } from './letter';

/**
 * Nothing that a visitor typed stands in these: anybody can enter anybody's address, and the shop must not carry their words there.
 * The token stands behind a #, which browsers do not send, so no server or proxy on the way logs it.
 */
export function verifyEmail(storefrontUrl: string, token: string): Letter {
  return {
    subject: 'Please confirm your e-mail address',
    paragraphs: [
      'Somebody, hopefully you, opened an account with this e-mail address.',
      'Confirm the address to sign in. The link works once, for 24 hours.',
    ],
    action: { label: 'Confirm the address', url: `${storefrontUrl}/account/verify-email#token=${encodeURIComponent(token)}`, code: token },
    closing: 'If it was not you, do nothing: without the confirmation there is no account.',
  };
}

export function existingAccount(storefrontUrl: string): Letter {
  return {
    subject: 'You already have an account',
    paragraphs: ['Somebody, perhaps you, tried to open an account with this e-mail address. You have one already, so nothing was changed.'],
    action: { label: 'Sign in, or reset a forgotten password', url: `${storefrontUrl}/account/login` },
    closing: 'If it was not you, there is nothing to do.',
  };
}

export function resetPassword(storefrontUrl: string, token: string): Letter {
  return {
    subject: 'Set a new password',
    paragraphs: ['Somebody, hopefully you, asked for a new password for your account.', 'The link works once, for one hour.'],
    action: { label: 'Set a new password', url: `${storefrontUrl}/account/reset-password#token=${encodeURIComponent(token)}`, code: token },
    closing: 'If it was not you, do nothing: your password stays as it is.',
  };
}

export function passwordChanged(storefrontUrl: string): Letter {
  return {
    subject: 'Your password was changed',
    paragraphs: ['The password of your account was changed, and every device was signed out.'],
    action: { label: 'If it was not you, reset it at once', url: `${storefrontUrl}/account/reset-password` },
  };
}
