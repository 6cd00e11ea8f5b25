import { z } from 'zod';
import { baseUrl, fieldKeys, networks, onOff, origins, sealAlike, signingKey, someOf, webUrl, whole } from './setting-forms';

const currency = z.string().regex(/^[A-Z]{3}$/, 'is not an ISO 4217 code');
const locale = z.string().regex(/^[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?$/, 'is not a language such as de or de-AT');
/** A name may stand before it; none may stand behind it. */
const MAILBOX = /^(?:[^<>\r\n@]*<[^\s<>@]+@[^\s<>@]+>|[^\s<>@]+@[^\s<>@]+)$/;

/**
 * Every setting, its form and its default. The environment is the only source; `.env.example` lists the same keys, and a test compares them.
 * The comment on a key is what the configuration table of the README says.
 */
export const environmentSchema = z.object({
  NODE_ENV: z
    .enum(['development', 'test', 'production'])
    .default('development')
    .describe('production refuses default secrets, seeding and switched-off limits'),
  HOST: z.string().min(1).default('127.0.0.1').describe('address to listen on; 0.0.0.0 in a container'),
  PORT: whole(0, 65_535, 3000).describe('port to listen on'),
  PUBLIC_URL: baseUrl
    .default('http://127.0.0.1:3000')
    .describe('how the outside reaches this API: links of images and pages, problem types, token issuer'),
  STOREFRONT_URL: baseUrl
    .optional()
    .describe(
      'the shop front that mails lead to, at /account/login, /account/verify-email and /account/reset-password; PUBLIC_URL when not set',
    ),
  DATABASE_URL: z
    .url({ protocol: /^(mysql|mariadb)$/ })
    .default('mysql://portico:portico@127.0.0.1:3306/portico')
    .describe('MySQL 8+ or MariaDB 10.6+; npm start brings up its own server when it is not set'),
  DATABASE_POOL_SIZE: whole(1, 200, 10).describe('connections per process'),
  APP_SECRET: z
    .string()
    .refine((text) => text.trim().length >= 32, 'has less than 32 characters')
    .default('portico-development-secret-change-me-0000')
    .describe('signs cursors, renews refresh tokens and finds orders by e-mail, so it stays as it is; at least 32 characters'),
  FIELD_KEYS: fieldKeys('dev:cG9ydGljby1kZXZlbG9wbWVudC1maWVsZC1rZXkhISE=').describe(
    'AES-256 keys for personal data, `id:base64` comma-separated; the first one encrypts, all decrypt; one that has encrypted anything stays in the list',
  ),
  JWT_PRIVATE_KEY: signingKey
    .optional()
    .describe('P-256 private key (PEM, \\n allowed) that signs access tokens; made at start in development'),
  ACCESS_TOKEN_SECONDS: whole(60, 3600, 600).describe('life of an access token'),
  CORS_ORIGINS: origins.describe('origins that browsers may call from, comma-separated'),
  RETURN_ORIGINS: origins.describe(
    'origins of shop fronts that a payment page may lead back to, comma-separated, beside PUBLIC_URL, STOREFRONT_URL and CORS_ORIGINS',
  ),
  TRUSTED_PROXIES: networks.describe('addresses or CIDR ranges whose X-Forwarded-For is believed, comma-separated'),
  RATE_LIMITS: onOff('on').describe('off for load tests on a development machine; refused in production'),
  RATE_LIMIT_PER_MINUTE: whole(1, 1_000_000, 600).describe('requests a minute and source address'),
  CATALOG_CACHE: onOff('on').describe(
    'keeps public answers of the catalogue in memory, up to 32 MB; changes reach every process within a second',
  ),
  PRICE_BASIS: z.enum(['incl', 'excl']).default('incl').describe('whether catalogue prices include tax'),
  CURRENCIES: someOf(currency, 'EUR,USD').describe('currencies of the shop; the first one is the default'),
  LOCALES: someOf(locale, 'en').describe(
    'languages of the shop; the first one is that of the products themselves, the others are translations',
  ),
  TAX_COUNTRY: z
    .string()
    .regex(/^[A-Z]{2}$/, 'is not an ISO 3166 code')
    .default('DE')
    .describe('country of taxation while no address is known'),
  RESERVATION_MINUTES: whole(1, 1440, 15).describe('how long an unpaid order holds its stock'),
  SANDBOX_GATEWAY: onOff('on').describe('the built-in test payment gateway; off in production unless asked for'),
  SANDBOX_WEBHOOK_SECRET: z.string().min(16).default('portico-development-webhook-secret').describe("signs the sandbox gateway's webhooks"),
  SANDBOX_WEBHOOK_URL: webUrl.optional().describe("where the sandbox gateway sends webhooks; this process's own address if not set"),
  SANDBOX_TIMEOUT_MS: whole(50, 60_000, 3000).describe('how long we wait for an answer of the sandbox gateway'),
  PAYMENT_CAPTURE: z
    .enum(['automatic', 'manual'])
    .default('automatic')
    .describe('automatic takes the money when an order is paid; manual authorises it and staff capture it'),
  AUTHORISATION_DAYS: whole(1, 365, 7).describe(
    'how long an authorised payment without any capture holds its goods; then the order is let go',
  ),
  MANUAL_GATEWAY: onOff('on').describe('bank transfer and cash on delivery, settled by staff'),
  STRIPE_SECRET_KEY: z
    .string()
    .regex(/^(sk|rk)_(test|live)_/, 'is not a Stripe secret key')
    .optional()
    .describe('switches Stripe on; sk_test_ keys take no real money'),
  STRIPE_WEBHOOK_SECRET: z
    .string()
    .regex(/^whsec_./, 'does not start with whsec_, or ends there')
    .optional()
    .describe('checks the webhooks of Stripe; needed with STRIPE_SECRET_KEY'),
  STRIPE_API_BASE: webUrl.optional().describe('another address than the real Stripe, for tests against a stand-in'),
  STRIPE_TIMEOUT_MS: whole(50, 80_000, 20_000).describe('how long we wait for an answer of Stripe'),
  STRIPE_MULTICAPTURE: onOff('off').describe(
    'on when the Stripe account may capture one payment in several parts; Stripe refuses the question otherwise',
  ),
  RECONCILE_MINUTES: whole(0, 1440, 10).describe("how often our payments are compared with the gateways' own books; 0 never"),
  MAIL_TRANSPORT: z.enum(['file', 'smtp']).default('file').describe('file writes mails into MAIL_DIRECTORY'),
  MAIL_DIRECTORY: z.string().min(1).default('.portico/mail').describe('folder of the file transport'),
  MAIL_FROM: z
    .string()
    .regex(MAILBOX, 'is not an address such as Shop <shop@example.com>')
    .default('Portico <shop@example.com>')
    .describe('sender of mails'),
  SMTP_URL: z
    .url({ protocol: /^smtps?$/, error: 'is not an smtp or smtps address' })
    .optional()
    .describe('smtp://user:password@host:port, needed by the smtp transport'),
  MEDIA_DIRECTORY: z.string().min(1).default('.portico/media').describe('folder of uploaded images, which the shop may write to'),
  MEDIA_STORE: z.enum(['local', 's3']).default('local').describe('where uploaded images are kept: MEDIA_DIRECTORY, or a bucket'),
  S3_ENDPOINT: webUrl.default('https://s3.eu-central-1.amazonaws.com').describe('of S3 or anything that speaks its protocol'),
  S3_REGION: z.string().min(1).default('eu-central-1').describe('of the bucket; part of every signature'),
  S3_BUCKET: z.string().min(3).optional().describe('bucket of uploaded images, needed by the s3 store'),
  S3_ACCESS_KEY_ID: z.string().min(1).optional().describe('who signs the requests to the bucket, needed by the s3 store'),
  S3_SECRET_ACCESS_KEY: z.string().min(1).optional().describe('what they are signed with, needed by the s3 store'),
  LOG_LEVEL: z
    .enum(['silent', 'fatal', 'error', 'warn', 'info', 'debug', 'trace'])
    .default('info')
    .describe('least severe level that is logged'),
  JOBS: onOff('on').describe('off keeps background work (outbox, sweepers, imports) out of this process'),
});

export type Environment = z.infer<typeof environmentSchema>;

/** The defaults above that everybody knows; production refuses them. */
const KNOWN_SECRETS = ['APP_SECRET', 'FIELD_KEYS', 'SANDBOX_WEBHOOK_SECRET'] as const;

/** @throws ConfigurationError naming every wrong key at once */
export function parseEnvironment(source: Readonly<Record<string, string | undefined>>): Environment {
  const given = Object.fromEntries(Object.entries(source).filter(([key, value]) => key in environmentSchema.shape && value !== ''));
  const result = environmentSchema.safeParse(given);
  if (!result.success) throw new ConfigurationError(result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`));
  const problems = [
    ...crossChecks(result.data, given),
    ...(result.data.NODE_ENV === 'production' ? productionChecks(result.data, given) : []),
  ];
  if (problems.length > 0) throw new ConfigurationError(problems);
  return result.data;
}

export class ConfigurationError extends Error {
  constructor(readonly problems: readonly string[]) {
    super(
      `The configuration is wrong:\n${problems.map((problem) => `  - ${problem}`).join('\n')}\nSee .env.example for every key and its meaning.`,
    );
    this.name = 'ConfigurationError';
  }
}

function crossChecks(environment: Environment, given: Readonly<Record<string, unknown>>): string[] {
  const problems: string[] = [];
  if (environment.MAIL_TRANSPORT === 'smtp' && !environment.SMTP_URL) problems.push('SMTP_URL: is needed when MAIL_TRANSPORT is smtp');
  for (const key of ['S3_BUCKET', 'S3_ACCESS_KEY_ID', 'S3_SECRET_ACCESS_KEY'] as const) {
    if (environment.MEDIA_STORE === 's3' && !environment[key]) problems.push(`${key}: is needed when MEDIA_STORE is s3`);
  }
  if (environment.STRIPE_SECRET_KEY && !environment.STRIPE_WEBHOOK_SECRET)
    problems.push('STRIPE_WEBHOOK_SECRET: is needed with STRIPE_SECRET_KEY');
  if (/^(sk|rk)_live_/.test(environment.STRIPE_SECRET_KEY ?? '') && sandboxEnabled(environment, given)) {
    problems.push('SANDBOX_GATEWAY: must be off beside a live Stripe key, for it takes any test card');
  }
  return problems;
}

function productionChecks(environment: Environment, given: Readonly<Record<string, unknown>>): string[] {
  const problems: string[] = [];
  const defaults = environmentSchema.parse({});
  for (const key of KNOWN_SECRETS) {
    const unused = key === 'SANDBOX_WEBHOOK_SECRET' && !sandboxEnabled(environment, given);
    const published = key === 'FIELD_KEYS' ? sealAlike(environment[key], defaults[key]) : environment[key] === defaults[key];
    if (!unused && published) problems.push(`${key}: the published default is refused in production`);
  }
  if (!given['DATABASE_URL']) problems.push('DATABASE_URL: is required in production');
  if (!given['PUBLIC_URL']) problems.push('PUBLIC_URL: is required in production');
  if (!environment.JWT_PRIVATE_KEY) problems.push('JWT_PRIVATE_KEY: is required in production');
  if (environment.RATE_LIMITS === 'off') problems.push('RATE_LIMITS: cannot be off in production');
  return problems;
}

/** The sandbox takes any card, so production must ask for it by name. */
export function sandboxEnabled(environment: Environment, given: Readonly<Record<string, unknown>>): boolean {
  return environment.SANDBOX_GATEWAY === 'on' && (environment.NODE_ENV !== 'production' || given['SANDBOX_GATEWAY'] === 'on');
}
