import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Config, ConfigurationError, environmentSchema } from '../../src/platform/config';

const ROOT = join(__dirname, '..', '..');
const example = Object.fromEntries(
  readFileSync(join(ROOT, '.env.example'), 'utf8')
    .split('\n')
    .filter((line) => /^[A-Z]/.test(line))
    .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
);
const PRODUCTION = {
  NODE_ENV: 'production',
  DATABASE_URL: 'mysql://shop:secret@db.example.com/shop',
  PUBLIC_URL: 'https://shop.example.com',
  APP_SECRET: 'a secret of our own that nobody else knows',
  FIELD_KEYS: `k1:${Buffer.alloc(32, 7).toString('base64')}`,
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
  const build = (): Config => new Config({ PORT: '70000', PRICE_BASIS: 'maybe', FIELD_KEYS: 'x:short', MAIL_TRANSPORT: 'smtp' });
  expect(build).toThrow(ConfigurationError);
  expect(build).toThrow(/PORT[\s\S]*PRICE_BASIS/);
  expect(() => new Config({ FIELD_KEYS: 'x:short', MAIL_TRANSPORT: 'smtp' })).toThrow(/SMTP_URL[\s\S]*FIELD_KEYS/);
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
