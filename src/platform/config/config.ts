import { parseEnvironment, sandboxEnabled } from './config.schema';
import { developmentSigningKey } from './development-key';
import type { Environment } from './config.schema';
import type { FieldKey } from './setting-forms';

/** The settings as the code reads them: typed, checked, and unchangeable after the start. Inject it; nothing else reads `process.env`. */
export class Config {
  readonly nodeEnv: Environment['NODE_ENV'];
  readonly host: string;
  readonly port: number;
  readonly publicUrl: string;
  readonly storefrontUrl: string;
  readonly databaseUrl: string;
  readonly databasePoolSize: number;
  readonly appSecret: string;
  readonly fieldKeys: readonly FieldKey[];
  readonly jwt: { readonly privateKeyPem: string; readonly issuer: string; readonly audience: string; readonly accessTtlSeconds: number };
  readonly corsOrigins: readonly string[];
  /** Where a payment page may lead back to. */
  readonly returnOrigins: readonly string[];
  readonly trustedProxies: readonly string[];
  readonly rateLimits: 'on' | 'off';
  readonly rateLimitPerMinute: number;
  readonly catalogCache: 'on' | 'off';
  readonly priceBasis: 'incl' | 'excl';
  readonly currencies: readonly string[];
  readonly defaultCurrency: string;
  readonly locales: readonly string[];
  readonly defaultLocale: string;
  readonly taxCountry: string;
  readonly reservationMinutes: number;
  readonly sandbox: {
    readonly enabled: boolean;
    readonly webhookSecret: string;
    readonly webhookUrl: string | undefined;
    readonly timeoutMs: number;
  };
  readonly paymentCapture: 'automatic' | 'manual';
  readonly authorisationDays: number;
  readonly manualGateway: 'on' | 'off';
  readonly stripe: {
    /** Undefined when the shop does not use Stripe. */
    readonly secretKey: string | undefined;
    readonly webhookSecret: string | undefined;
    readonly apiBase: string | undefined;
    readonly timeoutMs: number;
    /** The account may capture one payment in several parts. */
    readonly multicapture: boolean;
  };
  readonly reconcileMinutes: number;
  readonly mail: {
    readonly transport: 'file' | 'smtp';
    readonly smtpUrl: string | undefined;
    readonly from: string;
    readonly directory: string;
  };
  /** Where uploaded images are kept. */
  readonly mediaDirectory: string;
  readonly mediaStore: 'local' | 's3';
  readonly s3: {
    readonly endpoint: string;
    readonly region: string;
    readonly bucket: string;
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
  };
  readonly logLevel: Environment['LOG_LEVEL'];
  readonly jobs: 'on' | 'off';

  constructor(source: Readonly<Record<string, string | undefined>>) {
    const env = parseEnvironment(source);
    this.nodeEnv = env.NODE_ENV;
    this.host = env.HOST;
    this.port = env.PORT;
    this.publicUrl = withoutEnd(env.PUBLIC_URL);
    this.storefrontUrl = withoutEnd(env.STOREFRONT_URL ?? env.PUBLIC_URL);
    this.databaseUrl = env.DATABASE_URL;
    this.databasePoolSize = env.DATABASE_POOL_SIZE;
    this.appSecret = env.APP_SECRET;
    this.fieldKeys = env.FIELD_KEYS;
    const privateKeyPem = env.JWT_PRIVATE_KEY ?? developmentSigningKey(env.APP_SECRET);
    this.jwt = { privateKeyPem, issuer: this.publicUrl, audience: 'portico', accessTtlSeconds: env.ACCESS_TOKEN_SECONDS };
    this.corsOrigins = env.CORS_ORIGINS;
    this.returnOrigins = [...ownOrigins(env), ...env.CORS_ORIGINS, ...env.RETURN_ORIGINS];
    this.trustedProxies = env.TRUSTED_PROXIES;
    this.rateLimits = env.RATE_LIMITS;
    this.rateLimitPerMinute = env.RATE_LIMIT_PER_MINUTE;
    this.catalogCache = env.CATALOG_CACHE;
    this.priceBasis = env.PRICE_BASIS;
    this.currencies = env.CURRENCIES;
    this.defaultCurrency = env.CURRENCIES[0] ?? 'EUR';
    this.locales = env.LOCALES;
    this.defaultLocale = env.LOCALES[0] ?? 'en';
    this.taxCountry = env.TAX_COUNTRY;
    this.reservationMinutes = env.RESERVATION_MINUTES;
    this.sandbox = { enabled: sandboxEnabled(env, source), ...sandboxOf(env) };
    this.paymentCapture = env.PAYMENT_CAPTURE;
    this.authorisationDays = env.AUTHORISATION_DAYS;
    this.manualGateway = env.MANUAL_GATEWAY;
    this.stripe = stripeOf(env);
    this.reconcileMinutes = env.RECONCILE_MINUTES;
    this.mail = { transport: env.MAIL_TRANSPORT, smtpUrl: env.SMTP_URL, from: env.MAIL_FROM, directory: env.MAIL_DIRECTORY };
    this.mediaDirectory = env.MEDIA_DIRECTORY;
    this.mediaStore = env.MEDIA_STORE;
    this.s3 = s3Of(env);
    this.logLevel = env.LOG_LEVEL;
    this.jobs = env.JOBS;
    Object.freeze(this);
  }

  get isProduction(): boolean {
    return this.nodeEnv === 'production';
  }
}

/** Paths are appended, each with a slash of its own. */
const withoutEnd = (url: string): string => url.replace(/\/+$/, '');

function ownOrigins({ PUBLIC_URL, STOREFRONT_URL = PUBLIC_URL }: Environment): string[] {
  return [...new Set([PUBLIC_URL, STOREFRONT_URL].map((url) => new URL(url).origin))];
}

function sandboxOf(env: Environment): Omit<Config['sandbox'], 'enabled'> {
  return { webhookSecret: env.SANDBOX_WEBHOOK_SECRET, webhookUrl: env.SANDBOX_WEBHOOK_URL, timeoutMs: env.SANDBOX_TIMEOUT_MS };
}

/** Blank where the local store is used; the schema refuses blanks with the other one. */
function s3Of(env: Environment): Config['s3'] {
  return {
    endpoint: env.S3_ENDPOINT,
    region: env.S3_REGION,
    bucket: env.S3_BUCKET ?? '',
    accessKeyId: env.S3_ACCESS_KEY_ID ?? '',
    secretAccessKey: env.S3_SECRET_ACCESS_KEY ?? '',
  };
}

function stripeOf(env: Environment): Config['stripe'] {
  return {
    secretKey: env.STRIPE_SECRET_KEY,
    webhookSecret: env.STRIPE_WEBHOOK_SECRET,
    apiBase: env.STRIPE_API_BASE,
    timeoutMs: env.STRIPE_TIMEOUT_MS,
    multicapture: env.STRIPE_MULTICAPTURE === 'on',
  };
}
