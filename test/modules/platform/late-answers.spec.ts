import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { LightMyRequestResponse } from 'fastify';
import { startAuth } from '../auth/auth-app';
import type { AuthApp } from '../auth/auth-app';
import { Kiln, KilnModule, MugController } from './idempotency.fixture';

/** Whoever asks has stood in line for so long that the deadline is a tenth of a second away. */
jest.mock('../../../src/platform/http/places', () => ({
  ...jest.requireActual<object>('../../../src/platform/http/places'),
  waitedFor: () => 13_900,
}));

let auth: AuthApp;
let kiln: Kiln;

beforeAll(async () => {
  auth = await startAuth([MugController], [KilnModule]);
  kiln = auth.app.get(Kiln, { strict: false });
  await kiln.prepare();
});
afterAll(() => auth.close());

const send = (path: string, key: string): Promise<LightMyRequestResponse> =>
  auth.app
    .getHttpAdapter()
    .getInstance()
    .inject({ method: 'POST', url: path, payload: { size: 1 }, headers: { 'idempotency-key': key } }) as Promise<LightMyRequestResponse>;

it.each(['/v1/mugs', '/v1/mugs/slowly'])('what %s has made after its deadline is told to who asks again, in its own form', async (path) => {
  const key = randomUUID();
  kiln.after = () => sleep(300);
  const late = await send(path, key);
  expect([late.statusCode, late.headers['content-type']]).toEqual([503, 'application/problem+json']);
  let again = await send(path, key);
  // Told to wait for the first one, or late itself.
  for (let time = 0; time < 100 && again.statusCode !== 201; time += 1) {
    await sleep(20);
    again = await send(path, key);
  }
  expect([again.statusCode, again.headers['idempotent-replayed'], again.headers['content-type']]).toEqual([
    201,
    'true',
    expect.stringMatching(/^application\/json/),
  ]);
});
