import { generateKeyPairSync } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Config, ConfigurationError, environmentSchema } from '../../src/platform/config';
import { FieldCipher } from '../../src/platform/security';

const ROOT = join(__dirname, '..', '..');
const example = Object.fromEntries(
  readFileSync(join(ROOT, '.env.example'), 'utf8')
    .split('\n')
    .filter((line) => /^[A-Z]/.test(line))
    .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
);
const KEY = Buffer.alloc(32, 7).toString('base64');
const OTHER_KEY = Buffer.alloc(32, 8).toString('base64');
const PRODUCTION = {
  NODE_ENV: 'production',
  DATABASE_URL: 'mysql://shop:secret@db.example.com/shop',
  PUBLIC_URL: 'https://shop.example.com',
  APP_SECRET: 'a secret of our own that nobody else knows',
  FIELD_KEYS: `k1:${KEY}`,
  JWT_PRIVATE_KEY: new Config({}).jwt.privateKeyPem,
};

it('lists the same keys in .env.example as the schema', () => {
  expect(Object.keys(example)).toEqual(Object.keys(environmentSchema.shape));
});

it('boots with .env.example unedited, to the defaults', () => {
  expect(new Config(example)).toEqual(new Config({}));
});

it('describes every key in the README', () => {
  const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');
  expect(Object.keys(environmentSchema.shape).filter((key) => !readme.includes(`| \`${key}\``))).toEqual([]);
});

it('names every wrong key at once', () => {
  const build = (): Config => new Config({ PORT: '70000', PRICE_BASIS: 'maybe', FIELD_KEYS: 'x:short' });
  expect(build).toThrow(ConfigurationError);
  expect(build).toThrow(/PORT[\s\S]*FIELD_KEYS[\s\S]*PRICE_BASIS/);
  expect(() => new Config({ MAIL_TRANSPORT: 'smtp', MEDIA_STORE: 's3' })).toThrow(/SMTP_URL[\s\S]*S3_BUCKET/);
});

it('refuses published secrets, missing addresses and switched-off limits in production', () => {
  expect(new Config(PRODUCTION).isProduction).toBe(true);
  expect(() => new Config({ NODE_ENV: 'production' })).toThrow(
    /APP_SECRET[\s\S]*FIELD_KEYS[\s\S]*DATABASE_URL[\s\S]*PUBLIC_URL[\s\S]*JWT_PRIVATE_KEY/,
  );
  expect(() => new Config({ ...PRODUCTION, RATE_LIMITS: 'off' })).toThrow(/RATE_LIMITS/);
  expect(() => new Config({ ...PRODUCTION, SANDBOX_GATEWAY: 'on' })).toThrow(/SANDBOX_WEBHOOK_SECRET/);
});

it('lets payment pages lead back to the shop and to the shop fronts that are named, and refuses what is no origin', () => {
  const urls = { PUBLIC_URL: 'https://api.example.com/shop/', CORS_ORIGINS: 'https://a.example', RETURN_ORIGINS: 'https://b.example' };
  expect(new Config(urls).returnOrigins).toEqual(['https://api.example.com', 'https://a.example', 'https://b.example']);
  const front = new Config({ ...urls, STOREFRONT_URL: 'https://shop.example.com/de/' });
  expect(front.storefrontUrl).toBe('https://shop.example.com/de');
  expect(front.returnOrigins.slice(0, 2)).toEqual(['https://api.example.com', 'https://shop.example.com']);
  for (const wrong of ['shop.example.com', 'https://b.example/', '*'])
    expect(() => new Config({ RETURN_ORIGINS: wrong })).toThrow(/RETURN_ORIGINS/);
});

it('keeps the sandbox gateway out of production unless it is asked for', () => {
  expect(new Config({}).sandbox.enabled).toBe(true);
  expect(new Config(PRODUCTION).sandbox.enabled).toBe(false);
  expect(new Config({ ...PRODUCTION, SANDBOX_GATEWAY: 'on', SANDBOX_WEBHOOK_SECRET: 'a secret of our own' }).sandbox.enabled).toBe(true);
});

it('refuses the sandbox beside a live Stripe key', () => {
  const live = { STRIPE_SECRET_KEY: 'sk_live_123', STRIPE_WEBHOOK_SECRET: 'whsec_123' };
  expect(() => new Config(live)).toThrow(/SANDBOX_GATEWAY/);
  expect(new Config({ ...live, SANDBOX_GATEWAY: 'off' }).sandbox.enabled).toBe(false);
  expect(new Config({ ...live, STRIPE_SECRET_KEY: 'sk_test_123' }).sandbox.enabled).toBe(true);
});

const pemOf = (key: KeyObject): string => key.export({ type: 'pkcs8', format: 'pem' }).toString();

it.each([
  [
    'PUBLIC_URL',
    ['localhost:3000', 'ftp://shop.example.com', 'https://shop.example.com/?a=b', 'https://shop.example.com/#c', 'https://a:b@c'],
  ],
  ['CORS_ORIGINS', ['https://shop.example.com/', 'shop.example.com', '*']],
  ['TRUSTED_PROXIES', ['foo', '10.0.0.0/99', '10.0.0.0/-1', '10.0.0.1/8/8', '*', '::1/129']],
  ['CURRENCIES', ['EUR,EUR', 'EUR,', 'eur']],
  ['LOCALES', ['en,de,en', 'EN']],
  ['SMTP_URL', ['http://mail.example.com', 'mail.example.com']],
  ['MAIL_FROM', ['abc', 'Shop <abc>', 'Shop <a@b.example', 'a@b.example\nBcc: c@d.example']],
  ['APP_SECRET', [' '.repeat(40), 'short']],
  ['STRIPE_WEBHOOK_SECRET', ['whsec_', 'secret']],
  [
    'JWT_PRIVATE_KEY',
    [
      '-----BEGIN PRIVATE KEY-----\nbm90IGEga2V5\n-----END PRIVATE KEY-----',
      pemOf(generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey),
      pemOf(generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey),
    ],
  ],
  ['FIELD_KEYS', [`a:${KEY},a:${OTHER_KEY}`, `a:${KEY},`, 'a:short']],
])('refuses a wrong %s by its name', (key, wrongs) => {
  for (const wrong of wrongs) expect(() => new Config({ [key]: wrong })).toThrow(new RegExp(`configuration is wrong[\\s\\S]*${key}`));
});

it('takes blanks behind the commas of a list, and every way of naming proxies', () => {
  const proxies = '10.0.0.1, 10.0.0.0/8, 192.168.0.0/255.255.0.0, ::1, fd00::/8, loopback, uniquelocal';
  const config = new Config({
    CURRENCIES: 'EUR, USD',
    LOCALES: 'en, de',
    TRUSTED_PROXIES: proxies,
    FIELD_KEYS: `a:${KEY}, b:${OTHER_KEY}`,
  });
  expect([config.currencies, config.locales]).toEqual([
    ['EUR', 'USD'],
    ['en', 'de'],
  ]);
  expect(config.trustedProxies).toHaveLength(7);
  expect(
    new FieldCipher(new Config({ FIELD_KEYS: `b:${OTHER_KEY}` })).open(
      new FieldCipher(new Config({ FIELD_KEYS: `b:${OTHER_KEY}, a:${KEY}` })).seal('x'),
    ),
  ).toBe('x');
});

it('seals nothing with the published key in production, whatever its id, but still reads what a demo has sealed', () => {
  const published = environmentSchema.parse({}).FIELD_KEYS[0]?.bytes.toString('base64');
  for (const keys of [`dev:${published},k1:${KEY}`, `x1:${published}`])
    expect(() => new Config({ ...PRODUCTION, FIELD_KEYS: keys })).toThrow(/FIELD_KEYS: the published/);
  expect(new Config({ ...PRODUCTION, FIELD_KEYS: `k1:${KEY},dev:${published}` }).isProduction).toBe(true);
});

it('hands containers every setting of .env, overrides only what exists, and keeps what they write', () => {
  const compose = readFileSync(join(ROOT, 'compose.yaml'), 'utf8');
  const app = compose.slice(compose.indexOf('x-app:'), compose.indexOf('services:'));
  const overridden = [...app.matchAll(/^ {4}([A-Z][A-Z0-9_]*):/gm)].map(([, key = '']) => key);
  expect(app).toMatch(/env_file:\n {4}- path: \.env\n/);
  expect(overridden).toEqual(expect.arrayContaining(['HOST', 'PORT', 'DATABASE_URL', 'MEDIA_DIRECTORY', 'MAIL_DIRECTORY']));
  expect(overridden.filter((key) => !(key in environmentSchema.shape))).toEqual([]);
  expect(app).toContain('- files:/app/.portico');
});
